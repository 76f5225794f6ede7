import { figure } from "../../statistics/figure.ts";
import { compareVectors, type VectorOptions } from "../../statistics/multivariate/compare-vectors.ts";
import { columnMeans, type Matrix, matrixOf } from "../../statistics/multivariate/matrix.ts";
import type { Check } from "../check.ts";
import type { CheckedColumn } from "../checked-column.ts";
import { missingCheck } from "../checks/missing.ts";
import { typeCheck } from "../checks/type.ts";
import type { DrawnRows } from "../../data/read-rows.ts";
import { drawnColumn } from "../drawn-column.ts";
import { describeMissing } from "../in-words.ts";

/** Vectors of a side that are looked at. */
export const MOST_VECTORS = 4_000;

/** Methods of vectors, by their names. */
export const VECTOR_METHODS = ["mmd", "domain-classifier", "centroid-distance"] as const satisfies readonly NonNullable<VectorOptions["method"]>[];

/** All checks of a column of vectors (embeddings), up to 1,536 wide: a two-sample test by `method`, on at most about 4,000 rows a side; vectors of another width than most are of another type. */
export function checkVectors(
  name: string,
  reference: DrawnRows<readonly number[]>,
  current: DrawnRows<readonly number[]>,
  method: (typeof VECTOR_METHODS)[number],
): CheckedColumn {
  const width = commonWidth([...reference.values, ...current.values]);
  const fits = (vector: readonly number[]): boolean => vector.length === width && vector.every(Number.isFinite);
  const [left, right] = [reference.values.filter(fits), current.values.filter(fits)];
  const unfit = [
    { rows: reference.values.length, unreadable: reference.values.length - left.length },
    { rows: current.values.length, unreadable: current.values.length - right.length },
  ] as const;
  const always = [
    missingCheck(reference, current),
    ...(unfit[0].unreadable + unfit[1].unreadable > 0 ? [typeCheck(...unfit, `vectors of ${width} numbers`)] : []),
  ];
  const common = drawnColumn({ name, type: "vector", method }, reference, current);
  const { missing } = common;
  const [a, b] = [matrixOf(left), matrixOf(right)];
  const compared = compareVectors(a, b, { method });
  if (compared.statistic === null) return { ...common, statistic: null, pValue: null, checks: always, describe: describeMissing(missing), note: compared.note };
  const moved = centroidShift(a, b);
  const distribution: Check = {
    check: "distribution",
    statistic: compared.statistic,
    pValue: compared.pValue,
    leastPValue: 0,
    thresholdAt: () => null,
    size: moved,
    detail: `the mean moved by ${figure(moved)} of the vectors' spread`,
    source: compared.source,
  };
  const describe = (reason: Check): string =>
    reason.check === "distribution" ? `is distributed otherwise: ${reason.detail}` : describeMissing(missing)(reason);
  return { ...common, statistic: compared.statistic, pValue: compared.pValue, checks: [distribution, ...always], describe };
}

/** Distance of the mean vectors over the root of the reference's total variance. */
function centroidShift(reference: Matrix, current: Matrix): number {
  const [before, after] = [columnMeans(reference), columnMeans(current)];
  let [distance, variance] = [0, 0];
  for (let column = 0; column < reference.columns; column++) {
    distance += ((after[column] ?? 0) - (before[column] ?? 0)) ** 2;
    for (let row = 0; row < reference.rows; row++)
      variance += ((reference.values[row * reference.columns + column] ?? 0) - (before[column] ?? 0)) ** 2 / reference.rows;
  }
  return variance === 0 ? 0 : Math.sqrt(distance / variance);
}

function commonWidth(vectors: readonly (readonly number[])[]): number {
  const widths = Map.groupBy(vectors, ({ length }) => length);
  return [...widths].reduce((most, [width, rows]) => (rows.length > most.rows ? { width, rows: rows.length } : most), { width: 0, rows: 0 }).width;
}
