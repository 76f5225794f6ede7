import { Worker } from "node:worker_threads";
import { binomialInterval } from "./binomial-interval.ts";
import type { NullPair } from "./null-pair.ts";
import type { Progress } from "./progress.ts";

/** Named before the first run. */
export const SEEDS = [20261121, 20261122, 20261123] as const;
/** Family-wise rate asked for. */
export const RATE = 0.01;

export interface NullTask {
  readonly seed: number;
  readonly rows: number;
  readonly pair: number;
}

interface Answer {
  readonly task: NullTask | null;
  readonly found: NullPair;
}

/** Compares `pairs` pairs of unchanged 25-column data sets of each size, on each seed, half of them generated and half dealt out of real rows; counts those with any alarm. */
export async function nullAlarms(sizes: readonly number[], pairs: number, workers: number, progress: Progress): Promise<object> {
  const tasks = SEEDS.flatMap((seed) => sizes.flatMap((rows) => Array.from({ length: pairs }, (_, pair): NullTask => ({ seed, rows, pair }))));
  const answers: { task: NullTask; found: NullPair }[] = [];
  await shareOut(tasks, workers, (task, found) => {
    answers.push({ task, found });
    if (found.reasons.length > 0) progress(`${task.rows} rows, seed ${task.seed}, pair ${task.pair} (${found.source}): ${JSON.stringify(found.reasons)}`);
    if (answers.length % 100 > 0) return;
    const own = answers.filter((one) => one.task.seed === task.seed && one.task.rows === task.rows);
    const alarms = own.filter((one) => one.found.reasons.length > 0).length;
    progress(`null: ${answers.length} of ${tasks.length} pairs; ${task.rows} rows, seed ${task.seed}: ${alarms} of ${own.length} with an alarm`);
  });
  const bySize = sizes.map((rows) => {
    const bySeed = SEEDS.map((seed) => {
      const own = answers.filter(({ task }) => task.rows === rows && task.seed === seed);
      return { seed, ...alarmsOf(own.map(({ found }) => found)) };
    });
    const all = answers.filter(({ task }) => task.rows === rows).map(({ found }) => found);
    const of = (source: NullPair["source"]): object => alarmsOf(all.filter((pair) => pair.source === source));
    return { rows, bySeed, all: alarmsOf(all), generated: of("generated"), real: of("real"), checks: checksOf(all) };
  });
  return { asked: RATE, pairsASeed: pairs, columns: 25, bySize };
}

/** Each worker has one task at a time and the next one when it is done. */
async function shareOut(tasks: readonly NullTask[], workers: number, done: (task: NullTask, found: NullPair) => void): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: workers }, async () => {
      const worker = new Worker(new URL("null-worker.ts", import.meta.url), { workerData: RATE });
      const finished = Promise.withResolvers<undefined>();
      worker.on("error", finished.reject);
      worker.on("message", ({ task: last, found }: Answer) => {
        if (last !== null) done(last, found);
        const task = tasks[next++];
        if (task === undefined) finished.resolve(undefined);
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
        else worker.postMessage(task);
      });
      await finished.promise;
      await worker.terminate();
    }),
  );
}

function alarmsOf(pairs: readonly NullPair[]): { readonly alarms: number; readonly pairs: number; readonly percent: string } {
  const alarms = pairs.filter(({ reasons }) => reasons.length > 0).length;
  const [low, high] = binomialInterval(alarms, pairs.length);
  const percent = (share: number): string => (100 * share).toFixed(2);
  return { alarms, pairs: pairs.length, percent: `${percent(alarms / Math.max(1, pairs.length))} (95 % ${percent(low)}-${percent(high)})` };
}

/** How many pairs each check of a column raised an alarm in. */
function checksOf(pairs: readonly NullPair[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const name of pairs.flatMap(({ reasons }) => reasons.map(({ column, check }) => `${column} ${check}`))) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));
}
