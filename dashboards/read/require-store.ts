import { TidemarkError } from "../../errors.ts";
import type { Store } from "../../collector/clickhouse/store.ts";

/** Longest wait for a sign of life: whoever looks at a page learns within five seconds that the store is away or hangs. */
const ALIVE_WITHIN_MS = 4_000;

/** Asks the store for a sign of life before anything larger. @throws TidemarkError `timeout` when none comes in time, else what the store throws. */
export async function requireStore(store: Store): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new TidemarkError("timeout", `asking the store: no answer within ${ALIVE_WITHIN_MS / 1000} s; it hangs, or its machine is busy`)),
    ALIVE_WITHIN_MS,
  );
  try {
    await Promise.race([store.query("SELECT 1 AS alive"), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
