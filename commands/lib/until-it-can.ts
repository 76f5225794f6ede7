import { setTimeout as sleep } from "node:timers/promises";
import { messageOf, TidemarkError } from "../../errors.ts";
import type { Logger } from "../../telemetry.ts";

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** Mistakes that no waiting mends. */
const FINAL = new Set(["config", "input", "conflict"]);

/** What something waits for. */
export interface Waiting {
  /** In words, such as "ClickHouse". */
  readonly what: string;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Told why, each time that it could not be had. */
  readonly onMissing?: (why: string) => void;
}

/** Opens what may not be there yet: tries again with pauses of 0.5 to 15 s, saying each time what it waits for. @throws what was thrown where waiting can't help or the signal was given. */
export async function untilItCan<T>({ what, logger, signal, onMissing }: Waiting, open: () => Promise<T>): Promise<T> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await open();
    } catch (thrown) {
      if (signal.aborted || (thrown instanceof TidemarkError && FINAL.has(thrown.code))) throw thrown;
      const why = messageOf(thrown);
      onMissing?.(why);
      logger.warn(`waiting for ${what}; it is tried again`, { error: why, pauseMs });
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw thrown;
    }
  }
}

/** Starts something and waits for the signal; what can't be had until then is left. @throws what starting throws before it. */
export async function waitingFor(signal: AbortSignal, start: () => Promise<void>): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  const started = start();
  await Promise.race([stopped, started.then(() => stopped)]);
  await started.catch(() => undefined);
}
