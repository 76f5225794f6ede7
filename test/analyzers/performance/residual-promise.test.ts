import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noSums } from "../../../analyzers/performance/performance-sums.ts";
import { learnResiduals, numberCells } from "../../../analyzers/performance/residual-promise.ts";
import type { PerformanceSums } from "../../../analyzers/performance/sums.ts";
import { bucketCentre, bucketOf } from "../../../analyzers/statistics/sample.ts";

const GRID = { grid: 1, location: 0, scale: 1, resolution: 100 };

/** Sums of rows of a prediction and a residual. */
function sumsOf(rows: readonly (readonly [predicted: number, residual: number])[]): PerformanceSums {
  const byBucket = [...Map.groupBy(rows, ([predicted]) => String(bucketOf(predicted, GRID)))];
  const total = (of: (residual: number) => number) =>
    Object.fromEntries(byBucket.map(([bucket, own]) => [bucket, own.reduce((sum, [, residual]) => sum + of(residual), 0)]));
  return {
    ...noSums,
    labelled: rows.length,
    numberCells: total(() => 1),
    residuals: total((residual) => residual),
    squaredResiduals: total((residual) => residual ** 2),
    absoluteResiduals: total(Math.abs),
  };
}

const spread = Array.from({ length: 2001 }, (_, row) => -5 + row / 200);

describe("residuals by the predicted number", () => {
  test.each<[string, (predicted: number) => number]>([
    ["a constant", () => 3],
    ["a line", (predicted) => 2 - 0.5 * predicted],
    ["a bend", (predicted) => predicted ** 2 / 5],
  ])("%s is learned, within the width of a bucket", (_, residual) => {
    const curve = learnResiduals(sumsOf(spread.map((predicted) => [predicted, residual(predicted)])), GRID);
    for (const at of [-4, -1, 0, 2.5, 4.5]) {
      const bucket = bucketOf(at, GRID);
      expect(Math.abs(curve.of(bucket).mean - residual(bucketCentre(bucket, GRID)))).toBeLessThan(0.1);
    }
  });

  test("size and variances are those of the rows: ±2 of rows below 0, ±6 above", () => {
    const rows = spread.flatMap((predicted) => [-1, 1].map((side) => [predicted, side * (predicted < 0 ? 2 : 6)] as const));
    const curve = learnResiduals(sumsOf(rows), GRID);
    expect(curve.of(bucketOf(-4, GRID)).size).toBeCloseTo(2, 0);
    expect(curve.of(bucketOf(4, GRID)).size).toBeCloseTo(6, 0);
    expect(curve.of(bucketOf(-4, GRID)).variance).toBeCloseTo(4, 0);
    expect(curve.of(bucketOf(4, GRID)).variance).toBeCloseTo(36, 0);
  });

  test("all predictions the same: the mean is all there is; no rows: nothing", () => {
    const one = learnResiduals(sumsOf([1, 2, 3].map((residual) => [7, residual])), GRID);
    expect(one.of(bucketOf(7, GRID)).mean).toBeCloseTo(2, 6);
    expect(one.of(bucketOf(900, GRID)).mean).toBeCloseTo(2, 6);
    expect(learnResiduals(noSums, GRID).of(0)).toEqual({ mean: 0, size: 0, variance: 0, sizeVariance: 0 });
    expect(numberCells(noSums)).toEqual([]);
  });

  test("over all rows what is expected is what was realised, finite wherever they lie", () => {
    const rows = fc.array(fc.tuple(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.double({ min: -1e6, max: 1e6, noNaN: true })), {
      minLength: 1,
      maxLength: 60,
    });
    fc.assert(
      fc.property(rows, (some) => {
        const sums = sumsOf(some);
        const curve = learnResiduals(sums, GRID);
        const cells = numberCells(sums);
        const expected = cells.reduce((total, { bucket, rows: count }) => total + count * curve.of(bucket).mean, 0);
        const realised = cells.reduce((total, { residual }) => total + residual, 0);
        const size = Math.max(1, ...some.map(([, residual]) => Math.abs(residual))) * some.length;
        expect(Math.abs(expected - realised) / size).toBeLessThan(1e-3);
        for (const { bucket } of cells) expect(Object.values(curve.of(bucket)).every((value) => Number.isFinite(value))).toBe(true);
      }),
      { seed: 7, numRuns: 100 },
    );
  });
});
