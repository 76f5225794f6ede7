/**
 * Seconds and memory of all binary metrics over labelled rows of the store: the join of predictions with the latest of each row's labels, and exact ROC AUC and average precision over all distinct scores, in the embedded engine; beside
 * scikit-learn over the same rows, already joined and in memory, in the same run. `npm run bench -- performance [options]`: `--rows` (10000000), `--rounds` (2; the better one counts), `--python PATH` (one that has scikit-learn; without, it is left out and said so).
 */
import { execFile } from "node:child_process";
import { readFile, open } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { scoreMetrics } from "../analyzers/performance/stored/score-metrics.ts";
import { readStoredScores } from "../analyzers/performance/stored/stored-scores.ts";
import type { Store } from "../collector/clickhouse/store.ts";
import { messageOf } from "../errors.ts";
import { toStderr } from "./alarms/progress.ts";
import { openBenchStore } from "./engine/bench-store.ts";
import { cpuSeconds as cpuSecondsOf } from "./engine/cpu-seconds.ts";

const OPTIONS = {
  rows: { type: "string", default: "10000000" },
  rounds: { type: "string", default: "2" },
  python: { type: "string", default: "python3" },
} as const;
const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 1);
const PATIENCE_MS = 1_200_000;
const CLOSE = 1e-9;
/** Score and truth of a row, by its number alone: nearly all scores differ; rows are positive as often as the square of their score. */
const SCORE = "(cityHash64(number, 1) % 1000000007) / 1000000007";
const TRUTH = `toUInt8((cityHash64(number, 2) % 1000003) / 1000003 < ${SCORE} * ${SCORE})`;

export default async function performanceBench(options: readonly string[]): Promise<object> {
  const { values } = parseArgs({ args: [...options], options: OPTIONS });
  const [rows, rounds] = [Number(values.rows), Number(values.rounds)];
  await using stack = new AsyncDisposableStack();
  const { store, pid, directory } = await openBenchStore(stack, { patienceMs: PATIENCE_MS });
  await fill(store, rows);
  const before = await peakMegabytes(pid);
  const asked = {
    model: "bench",
    from: START,
    to: START + 2 * HOUR,
    length: 24 * HOUR,
    score: "p",
    class: "",
    positive: "1",
    until: START + 48 * HOUR,
    name: "bench",
  };
  const [seconds, cpuSeconds]: [number[], number[]] = [[], []];
  let found: ReadonlyMap<string, { readonly value: number | null }> = new Map();
  let labelled = 0;
  for (let round = 0; round < rounds; round++) {
    const [started, spent] = [performance.now(), await cpuSecondsOf(pid)];
    const [window] = await readStoredScores(store, asked);
    if (window === undefined) throw new RangeError("expected a window");
    found = scoreMetrics(window.sums);
    labelled = window.sums.labelled;
    seconds.push((performance.now() - started) / 1000);
    cpuSeconds.push((await cpuSecondsOf(pid)) - spent);
    toStderr(`performance: ${seconds.at(-1)?.toFixed(1)} s, of CPU ${cpuSeconds.at(-1)?.toFixed(1)} s`);
  }
  const metrics = Object.fromEntries([...found].map(([name, { value }]) => [name, value]));
  const ours = {
    seconds: Math.min(...seconds),
    cpuSeconds: Math.min(...cpuSeconds),
    rounds: seconds.map((each) => Number(each.toFixed(2))),
    peakMegabytes: await peakMegabytes(pid),
    peakMegabytesBefore: before,
    metrics,
  };
  await exportTruth(store, rows, join(directory, "rows.bin"));
  const theirs = await sklearn(values.python, join(directory, "rows.bin"), rounds);
  if ("note" in theirs) return { rows, labelled, tidemark: ours, scikitLearn: theirs.note };
  const differences = Object.fromEntries(Object.entries(theirs.metrics).map(([name, value]) => [name, Math.abs(value - (metrics[name] ?? Number.NaN))]));
  const [area, precision] = [differences["rocAuc"] ?? 1, differences["averagePrecision"] ?? 1];
  return {
    rows,
    labelled,
    tidemark: ours,
    scikitLearn: theirs,
    ratio: Number((ours.seconds / theirs.seconds).toFixed(3)),
    cpuRatio: Number((ours.cpuSeconds / theirs.cpuSeconds).toFixed(3)),
    differences,
    equal: area <= CLOSE && precision <= CLOSE,
    baseline: `scikit-learn ${theirs.version}: roc_auc_score, average_precision_score, log_loss, brier_score_loss, accuracy, precision, recall, f1 and confusion_matrix over the joined rows in memory, loading not counted`,
  };
}

/** Rows of two hours, each with a label; of one in fifty a revised one, of one in a hundred one that was taken back. Rollups are not what is measured: their views are left out, which takes a tenth of the time. */
async function fill(store: Store, rows: number): Promise<void> {
  const views = await store.query<{ name: string }>("SELECT name FROM system.tables WHERE database = currentDatabase() AND engine = 'MaterializedView'");
  for (const { name } of views) await store.command("DROP VIEW {name: Identifier}", { name });
  const id = "lower(hex(sipHash128(number)))";
  await store.command(
    `INSERT INTO inferences (event_time, received_time, model, version, request_id, row_number, prediction_numbers)
    SELECT fromUnixTimestamp64Milli({start: Int64} + intDiv(number * ${2 * HOUR - 1}, {rows: Int64})) AS event_time, event_time, 'bench', '1', ${id}, 0, map('p', ${SCORE}) FROM numbers({rows: UInt64})`,
    { start: START, rows },
  );
  const say = (label: string, withdrawn: number, hour: number, every: number): Promise<void> =>
    store.command(
      `INSERT INTO labels (model, request_id, row_number, label, observed_time, received_time, source, withdrawn, sequence)
      SELECT 'bench', ${id}, 0, ${label}, fromUnixTimestamp64Milli({time: Int64}) AS observed_time, observed_time, 'bench', {withdrawn: UInt8}, number FROM numbers({rows: UInt64}) WHERE number % {every: UInt32} = 0`,
      { time: START + hour * HOUR, rows, withdrawn, every },
    );
  // The revised ones come first in the table, so that order alone does not give the right answer.
  await say(`toString(${TRUTH})`, 0, 12, 50);
  await say(`toString(if(number % 50 = 0, 1 - ${TRUTH}, ${TRUTH}))`, 0, 6, 1);
  await say("''", 1, 18, 100);
}

/** Score, truth and predicted class of the rows that keep a label, by the rule that made them and not by our join: what scikit-learn is given. */
async function exportTruth(store: Store, rows: number, path: string): Promise<void> {
  const file = await open(path, "w");
  const sql = `SELECT ${SCORE} AS score, toFloat64(${TRUTH}) AS truth FROM numbers({rows: UInt64}) WHERE number % 100 != 0 FORMAT RowBinary`;
  try {
    for await (const chunk of await store.read(sql, { rows })) await file.write(chunk);
  } finally {
    await file.close();
  }
}

interface Theirs {
  readonly version: string;
  readonly seconds: number;
  /** Hangs less on what else the machine does. */
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  readonly metrics: Readonly<Record<string, number>>;
}

async function sklearn(python: string, path: string, rounds: number): Promise<Theirs | { readonly note: string }> {
  try {
    const { stdout } = await promisify(execFile)(python, [join(import.meta.dirname, "performance/scikit-learn.py"), path, String(rounds)], {
      timeout: PATIENCE_MS,
    });
    return JSON.parse(stdout) as Theirs;
  } catch (thrown) {
    return { note: `scikit-learn is not there (${messageOf(thrown).trim().split("\n").at(-1) ?? ""}); --python PATH names a Python that has it` };
  }
}

/** Most memory that a process ever had. */
async function peakMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Math.round(Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
}
