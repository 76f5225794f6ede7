import { setTimeout as sleep } from "node:timers/promises";
import type { QueryParameters, Store } from "../clickhouse/store.ts";
import { TidemarkError } from "../../errors.ts";

const LONGEST_MS = 6 * 3_600_000;
const LONGEST_PAUSE_MS = 2_000;

interface Under {
  readonly under: number;
  readonly failed: string;
}

/** Deletes rows of a table for good, and waits until ClickHouse has rewritten every part that held any: a large table takes longer than one query may. @param where a condition; the same for every part, whatever others hold
 * @throws TidemarkError `unavailable` when a part cannot be rewritten, `timeout` after six hours */
export async function deleteRows(store: Store, table: string, where: string, parameters: QueryParameters): Promise<void> {
  await store.command(`ALTER TABLE {table: Identifier} DELETE WHERE ${where} SETTINGS mutations_sync = 0`, { ...parameters, table });
  const until = performance.now() + LONGEST_MS;
  for (let pauseMs = 20; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const [state] = await store.query<Under>(
      "SELECT count() AS under, max(latest_fail_reason) AS failed FROM system.mutations WHERE database = currentDatabase() AND table = {table: String} AND NOT is_done",
      { table },
    );
    if (state === undefined || state.under === 0) return;
    if (state.failed !== "")
      throw new TidemarkError("unavailable", `erasing from ${table}: ${state.failed.slice(0, 500)}; it is tried again by ClickHouse, and by the next erase`);
    if (performance.now() > until)
      throw new TidemarkError("timeout", `erasing from ${table}: ClickHouse has not rewritten its parts in six hours; the next erase goes on waiting`);
    await sleep(pauseMs);
  }
}

/** Merges all parts of a month into one, in one step for whoever reads. A merge that takes longer than a request may goes on in ClickHouse, and is waited for. @param partition as 202601 */
export async function mergePartition(store: Store, table: string, partition: number): Promise<void> {
  const merge = () =>
    store.command(`OPTIMIZE TABLE {table: Identifier} PARTITION ${partition} FINAL SETTINGS optimize_skip_merged_partitions = 1, max_execution_time = 0`, {
      table,
    });
  const until = performance.now() + LONGEST_MS;
  for (;;) {
    try {
      return await merge();
    } catch (thrown) {
      if (!(thrown instanceof TidemarkError) || thrown.code !== "timeout" || performance.now() > until) throw thrown;
      await untilMerged(store, table, until);
    }
  }
}

async function untilMerged(store: Store, table: string, until: number): Promise<void> {
  while (performance.now() < until) {
    const [state] = await store.query<{ under: number }>(
      "SELECT count() AS under FROM system.merges WHERE database = currentDatabase() AND table = {table: String}",
      { table },
    );
    if (state === undefined || state.under === 0) return;
    await sleep(LONGEST_PAUSE_MS);
  }
}
