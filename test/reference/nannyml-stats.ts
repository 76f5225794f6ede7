import { isBeyond, type Limits, referenceLimits } from "../../analyzers/performance/reference-limits.ts";
import { SIGNED } from "../../analyzers/performance/rows/measured.ts";
import type { Cells, ReferenceData } from "./columns.ts";
import type { NannymlChunk } from "./nannyml-performance.ts";
import { type Checked, compareAll, explained, type Outcome } from "./outcome.ts";

/** nannyml_*_stats.json: one object a statistic, one row a chunk, keys like `column/value`. */
export interface NannymlStatsRun {
  readonly method: string;
  readonly reference: string;
  readonly analysis: string;
  readonly rows: readonly NannymlChunk[];
}

/** A chunk's statistic; `before` are all of the reference's cells. */
type Statistic = (cells: Cells, before: Cells) => number;

const numbersOf = (cells: Cells): readonly number[] => cells.filter((cell) => cell !== "").map(Number);
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const shareOf = (cells: Cells, is: (cell: string) => boolean): number => cells.filter(is).length / cells.length;

const STATISTICS: Readonly<Record<string, Statistic>> = {
  missing_values: (cells) => shareOf(cells, (cell) => cell === ""),
  unseen_values: (cells, before) => {
    const known = new Set(before);
    return shareOf(cells, (cell) => cell !== "" && !known.has(cell));
  },
  numerical_range: (cells, before) => {
    const numbers = numbersOf(before);
    const [least, most] = [numbers.reduce((a, b) => Math.min(a, b), Infinity), numbers.reduce((a, b) => Math.max(a, b), -Infinity)];
    return shareOf(cells, (cell) => cell !== "" && (Number(cell) < least || Number(cell) > most));
  },
  stats_avg: (cells) => mean(numbersOf(cells)),
  stats_std: (cells) => {
    const numbers = numbersOf(cells);
    const centre = mean(numbers);
    return Math.sqrt(total(numbers.map((value) => (value - centre) ** 2)) / (numbers.length - 1));
  },
  stats_median: (cells) => {
    const sorted = numbersOf(cells).toSorted((a, b) => a - b);
    return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
  },
  stats_sum: (cells) => total(numbersOf(cells)),
  stats_rowcount: (cells) => cells.length,
};
/** Whose limit is 0 above and none below, whatever the reference's chunks have. */
const CONSTANT = ["numerical_range", "unseen_values"];
/** Where a chunk equals a limit that has no width, NannyML alerts by the statistic; ours never where nothing moved. */
const NO_WIDTH = "all of the reference's chunks have one value, this one too: recorded as an alert, none here";

/** Every value, limit and alert against ours: limits and alerts by the rule that windows of performance alert by, values by their definitions, which are written here. Sampling errors are not compared: intervals here are others. */
export function checkNannymlStats(run: NannymlStatsRun, data: ReferenceData): readonly Checked[] {
  const statistic = STATISTICS[run.method];
  if (statistic === undefined) return [{ name: run.method, outcome: { kind: "failed", why: "it has no definition here" } }];
  const columns = Object.keys(run.rows[0] ?? {}).flatMap((key) => (key.endsWith("/value") ? [key.slice(0, -"/value".length)] : []));
  return columns.flatMap((column) => {
    const cells = (side: "reference" | "analysis"): Cells => data.cells(column === "rows_count" ? "id" : column, { file: run[side] });
    const sides = { reference: cells("reference"), analysis: cells("analysis") };
    const values = run.rows.map((chunk) => {
      const own = sides[chunk["chunk/period"] as keyof typeof sides].slice(Number(chunk["chunk/start_index"]), Number(chunk["chunk/end_index"]) + 1);
      return statistic(own, sides.reference);
    });
    const ofReference = values.filter((_, place) => run.rows[place]?.["chunk/period"] === "reference").map((value) => ({ value, rows: 1 }));
    const limits: Limits | null = CONSTANT.includes(run.method)
      ? { low: -Infinity, high: 0, mean: 0, half: 0, rows: 1 }
      : referenceLimits(ofReference, run.method === "missing_values" ? { lowest: 0, highest: 1 } : SIGNED);
    return run.rows.map((chunk, place) => ({
      name: `${run.method} ${String(chunk["chunk/period"])} ${String(chunk["chunk/key"])} ${column}`,
      outcome: checkChunk(column, chunk, values[place] ?? Number.NaN, limits),
    }));
  });
}

function checkChunk(column: string, chunk: NannymlChunk, value: number, limits: Limits | null): Outcome {
  const recorded = (what: string): number | null => (chunk[`${column}/${what}`] as number | null) ?? null;
  const outcome = compareAll(
    [
      ["value", value, recorded("value")],
      ["lower limit", limits?.low ?? null, recorded("lower_threshold")],
      ["upper limit", limits?.high ?? null, recorded("upper_threshold")],
    ],
    { relative: 1e-9 },
  );
  const alert = isBeyond({ value, low: null, high: null }, limits, 1, SIGNED);
  if (outcome.kind === "failed" || alert === chunk[`${column}/alert`]) return outcome;
  if (limits?.half === 0 && value === limits.mean && alert === false) return explained(NO_WIDTH);
  return { kind: "failed", why: `alert is ${alert}, recorded ${String(chunk[`${column}/alert`])}` };
}

function mean(values: readonly number[]): number {
  return total(values) / values.length;
}
