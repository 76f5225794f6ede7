import cramerVonMises from "../../analyzers/statistics/methods/cramer-von-mises.ts";
import kolmogorovSmirnov from "../../analyzers/statistics/methods/kolmogorov-smirnov.ts";
import { numericSample, type Sample } from "../../analyzers/statistics/sample.ts";
import { countsByLevel } from "../../analyzers/statistics/two-sample/bins.ts";
import { contingencyTest } from "../../analyzers/statistics/two-sample/contingency.ts";
import { fisherPValues } from "../../analyzers/statistics/two-sample/fisher-p-values.ts";
import { twoLevels } from "../../analyzers/statistics/two-sample/two-levels.ts";
import { twoSampleKsPValue } from "../../analyzers/statistics/two-sample/two-sample-ks.ts";
import { type Cells, categoriesOf, numbersOf, type ReferenceData, type RowSelection } from "./columns.ts";
import { compareAll, type Outcome } from "./outcome.ts";

/** A univariate record of alibi_detect.json; the multivariate ones name no pair. */
export interface AlibiRecord {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly pair: string;
  readonly columns: readonly string[];
  readonly ref: RowSelection;
  readonly cur: RowSelection;
  readonly value: number | readonly number[];
  readonly p_value: number | readonly number[];
  readonly threshold: number;
  readonly drift: number | readonly number[];
}

interface Found {
  readonly statistic: number;
  readonly pValue: number;
}

/** Alibi Detect computes in single precision, whose least number is near 1e-38. */
const SINGLE = { relative: 1e-6, absolute: 1.2e-38 };
/** scipy's 1 − cdf keeps this much rounding, whatever the p-value. */
const ROUNDED = { relative: 1e-6, absolute: 4e-15 };
/** One univariate record against ours: values, p-values and the verdict by its correction. */
export function checkAlibi(record: AlibiRecord, data: ReferenceData): Outcome {
  const sides = [completeCases(record, record.ref, data), completeCases(record, record.cur, data)] as const;
  const found = record.columns.map((column) => compareColumn(record, sides[0].get(column) ?? [], sides[1].get(column) ?? []));
  const [values, pValues] = [[record.value].flat(), [record.p_value].flat()];
  const outcome = compareAll(
    found.flatMap((one, index) => [
      [`statistic of ${record.columns[index]}`, one.statistic, values[index] ?? null] as const,
      [`p-value of ${record.columns[index]}`, one.pValue, pValues[index] ?? null] as const,
    ]),
    record.method === "CVMDrift" ? ROUNDED : SINGLE,
  );
  const drift = verdict(
    record,
    found.map(({ pValue }) => pValue),
  );
  return outcome.kind === "pass" && String(drift) !== String(record.drift)
    ? { kind: "failed", why: `drift is ${String(drift)}, recorded ${String(record.drift)}` }
    : outcome;
}

/** Rows of which no listed column is missing. */
function completeCases(record: AlibiRecord, selection: RowSelection, data: ReferenceData): ReadonlyMap<string, Cells> {
  const columns = record.columns.map((column) => data.cells(column, selection));
  const keep = (row: number): boolean => columns.every((cells) => cells[row] !== "");
  return new Map(record.columns.map((column, index) => [column, (columns[index] ?? []).filter((_, row) => keep(row))]));
}

function compareColumn(record: AlibiRecord, reference: Cells, current: Cells): Found {
  if (record.method === "FETDrift") return fisher(reference, current, record.params["alternative"] as "two-sided" | "less" | "greater");
  if (!isNumeric([...reference, ...current])) return contingencyTest(countsByLevel(categoriesOf(reference), categoriesOf(current)), { yates: true });
  const precise = record.params["dtype"] === "float64" && record.method !== "CVMDrift";
  const [left, right] = [precise ? numbersOf(reference) : singles(reference), precise ? numbersOf(current) : singles(current)];
  const result = (record.method === "CVMDrift" ? cramerVonMises : kolmogorovSmirnov).compare(left, right);
  const statistic = result.statistic ?? Number.NaN;
  return {
    statistic,
    pValue: record.method === "CVMDrift" ? (result.pValue ?? Number.NaN) : twoSampleKsPValue(statistic, left.total, right.total, "asymptotic"),
  };
}

/** Its categorical columns are words, or 0 and 1. */
function isNumeric(cells: Cells): boolean {
  const distinct = new Set(cells);
  return distinct.size > 2 && [...distinct].every((cell) => Number.isFinite(Number(cell)));
}

function singles(cells: Cells): Sample & { type: "numeric" } {
  return numericSample(cells.filter((cell) => cell !== "").map((cell) => Math.fround(Number(cell))));
}

/** Its table is [[current ones, reference ones], [current zeros, reference zeros]]. */
function fisher(reference: Cells, current: Cells, alternative: "two-sided" | "less" | "greater"): Found {
  const table = twoLevels(categoriesOf(reference), categoriesOf(current));
  if (table === null) return { statistic: Number.NaN, pValue: Number.NaN };
  const [[zerosBefore, onesBefore], [zeros, ones]] = table;
  const values = fisherPValues([
    [ones, onesBefore],
    [zeros, zerosBefore],
  ]);
  return { statistic: ones / zeros / (onesBefore / zerosBefore), pValue: alternative === "two-sided" ? values.twoSided : values[alternative] };
}

/** Bonferroni: any under the (already divided) threshold; false discovery rate: Benjamini and Hochberg; by feature: each on its own. */
function verdict(record: AlibiRecord, pValues: readonly number[]): number | readonly number[] {
  if (record.params["drift_type"] === "feature") return pValues.map((p) => Number(p < record.threshold));
  if (record.params["correction"] !== "fdr") return Number(pValues.some((p) => p < record.threshold));
  const alpha = Number(record.params["p_val"]);
  return Number(pValues.toSorted((a, b) => a - b).some((p, index) => p < (alpha * (index + 1)) / pValues.length));
}
