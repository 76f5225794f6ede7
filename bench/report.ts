/** Whole processes of `tidemark report`: 1,000,000 + 1,000,000 rows × 25 columns against numpy's floor, every univariate method, 1,000 columns × (150,000 + 150,000) rows, and with `--huge` 1,000 × (1,500,000 + 1,500,000). */
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { DriftReport } from "../analyzers/report/drift-report.ts";
import { type Measured, measured } from "./report/measured-process.ts";
import { python } from "./report/python.ts";

const HERE = join(import.meta.dirname, "report");
const CACHE = join(import.meta.dirname, ".cache");
const MAIN = join(import.meta.dirname, "../main.ts");
const RUNS = 3;
const CHANGED = 13;
const ROWS = 1_000_000;

export default async function report(parameters: readonly string[] = []): Promise<object> {
  const interpreter = await python();
  const tall = await data(interpreter, "tall", "generate.py", [String(ROWS)]);
  const runs: { floor: number; ours: Measured }[] = [];
  // In turn, so that a machine that slows down slows both.
  for (let run = 0; run < RUNS; run += 1) {
    const floor = await measured(interpreter, [join(HERE, "floor.py"), tall], { memory: false });
    runs.push({ floor: (JSON.parse(floor.stdout) as { seconds: number }).seconds, ours: await compare(tall, { memory: false }) });
  }
  const [ours, floor] = [median(runs.map((run) => run.ours.wallSeconds)), median(runs.map((run) => run.floor))];
  const verdicts = JSON.parse(runs[0]?.ours.stdout ?? "{}") as DriftReport;
  if (verdicts.driftedColumns !== CHANGED) throw new Error(`expected ${CHANGED} drifted columns, found ${verdicts.driftedColumns}`);
  const { peakMegabytes } = await compare(tall);
  const every = await compare(tall, { options: ["--method", "all"] });
  const wide = await compare(await data(interpreter, "wide", "generate-wide.py", ["1000", "150000"]));
  const huge = parameters.includes("--huge") ? await compare(await data(interpreter, "huge", "generate-wide.py", ["1000", "1500000"])) : null;
  return {
    default: {
      rows: `${ROWS} + ${ROWS}`,
      columns: 25,
      seconds: rounded(ours),
      peakMegabytes,
      driftedColumns: verdicts.driftedColumns,
    },
    baseline: { name: "numpy: sort, 20 exact Kolmogorov-Smirnov distances, 5 chi-squares; loading not counted", seconds: rounded(floor) },
    ratio: rounded(ours / floor),
    runs: { ours: runs.map((run) => rounded(run.ours.wallSeconds)), floor: runs.map((run) => rounded(run.floor)) },
    everyMethod: summary(every),
    wide: { rows: "150000 + 150000", columns: 1000, ...summary(wide) },
    ...(huge === null ? {} : { huge: { rows: "1500000 + 1500000", columns: 1000, ...summary(huge) } }),
  };
}

function compare(
  directory: string,
  { options = [], memory = true }: { readonly options?: readonly string[]; readonly memory?: boolean } = {},
): Promise<Measured> {
  const sides = ["--reference", join(directory, "ref.parquet"), "--current", join(directory, "cur.parquet")];
  return measured(process.execPath, [MAIN, "report", ...sides, "--format", "json", ...options], { memory });
}

/** The folder of the data, made once. */
async function data(interpreter: string, name: string, script: string, parameters: readonly string[]): Promise<string> {
  const directory = join(CACHE, `report-${name}`);
  if (existsSync(join(directory, "cur.parquet"))) return directory;
  process.stderr.write(`Making ${name} data …\n`);
  await mkdir(directory, { recursive: true });
  await measured(interpreter, [join(HERE, script), directory, ...parameters], { memory: false });
  return directory;
}

function summary({ wallSeconds, peakMegabytes, stdout }: Measured): object {
  return { seconds: rounded(wallSeconds), peakMegabytes, driftedColumns: (JSON.parse(stdout) as DriftReport).driftedColumns };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
