import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { positiveDefiniteSolver } from "../../../../analyzers/statistics/linear-algebra.ts";
import { columnProducts } from "../../../../analyzers/statistics/multivariate/algebra/gram.ts";
import { leadingComponents } from "../../../../analyzers/statistics/multivariate/algebra/leading-components.ts";
import { compareVectors } from "../../../../analyzers/statistics/multivariate/compare-vectors.ts";
import { chanceOfLarger } from "../../../../analyzers/statistics/multivariate/cross-fitted-auc.ts";
import { columnOf, matrixOf } from "../../../../analyzers/statistics/multivariate/matrix.ts";
import { kernelSums, unbiasedDiscrepancy } from "../../../../analyzers/statistics/multivariate/mean-discrepancy.ts";
import { normalScores } from "../../../../analyzers/statistics/multivariate/normal-scores.ts";
import { labelsOf, permutationPValue } from "../../../../analyzers/statistics/multivariate/permutation-null.ts";
import { quadraticFeatures } from "../../../../analyzers/statistics/multivariate/quadratic-features.ts";
import { drawnRows } from "../../../../analyzers/statistics/multivariate/sampled-pair.ts";
import { seededRandom } from "../../../../analyzers/statistics/random.ts";
import { normalNumbers, randomRows } from "./random-rows.ts";

test("products of columns and their factor solve the normal equations", () => {
  const rows = randomRows(23, 5, 1);
  const products = columnProducts(rows, 0, rows.rows);
  const solution = positiveDefiniteSolver(products, 5)(Float64Array.of(1, 2, 3, 4, 5));
  const back = Array.from({ length: 5 }, (_, a) => solution.reduce((total, value, b) => total + value * (products[a * 5 + b] ?? 0), 0));
  expect(back).toEqual([1, 2, 3, 4, 5].map((value) => expect.closeTo(value, 9)));
});

test("components by subspace iteration have the variances that the whole covariance has", () => {
  const spread = (columns: number): ReturnType<typeof randomRows> =>
    randomRows(150, columns, 3, (row) => row.forEach((value, column) => (row[column] = column < 6 ? value * (8 - column) : value * 0.1)));
  const wide = spread(70);
  const narrow = { rows: 150, columns: 6, values: Float64Array.from({ length: 900 }, (_, at) => wide.values[Math.floor(at / 6) * 70 + (at % 6)] ?? 0) };
  const [found, exact] = [leadingComponents(wide, 6, 60), leadingComponents(narrow, 6)];
  for (const [index, variance] of found.variances.entries()) expect(variance / (exact.variances[index] ?? 1)).toBeCloseTo(1, 1);
  expect(found.variances).toHaveLength(6);
});

test("the chance of a larger value counts ties half, as by pairs", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1 }), fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1 }), (first, second) => {
      const pairs = first.flatMap((a) => second.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
      const expected = pairs.reduce<number>((total, value) => total + value, 0) / pairs.length;
      expect(chanceOfLarger(Float64Array.from(first).sort(), Float64Array.from(second).sort())).toBeCloseTo(expected, 12);
    }),
  );
});

test("unbiased MMD² of kernel sums is Gretton's formula", () => {
  const kernel = Float64Array.of(1, 0.8, 0.1, 0.2, 0.8, 1, 0.3, 0.4, 0.1, 0.3, 1, 0.6, 0.2, 0.4, 0.6, 1);
  expect(unbiasedDiscrepancy(kernelSums(kernel, labelsOf(2, 2)), 2, 2)).toBeCloseTo(0.8 + 0.6 - (2 * (0.1 + 0.2 + 0.3 + 0.4)) / 4, 12);
});

describe("the p-value of permuted values", () => {
  const normal = normalNumbers(9);
  const permuted = Float64Array.from({ length: 300 }, normal);

  test("is their share where 30 reach the observed one", () => expect(permutationPValue(-10, permuted)).toBe(1));
  test("follows the normal tail where none does: five deviations are near 3e-7", () => {
    const p = permutationPValue(5, permuted);
    expect(p).toBeGreaterThan(1e-9);
    expect(p).toBeLessThan(1e-4);
  });
  test("falls with the observed value", () => {
    const values = [2, 3, 4, 6, 9].map((observed) => permutationPValue(observed, permuted));
    expect(values).toEqual(values.toSorted((a, b) => b - a));
  });
  test("a statistic that permutation cannot change says nothing", () => expect(permutationPValue(3, new Float64Array(300).fill(3))).toBe(1));
});

test("normal scores take no notice of units or tails, share ties and are 0 for a constant", () => {
  const [plain, bent] = [normalScores(matrixOf([[1], [2], [2], [9]])), normalScores(matrixOf([[0], [1e9], [1e9], [1e99]]))];
  expect(plain).toEqual(bent);
  expect(plain.values[1]).toBe(plain.values[2]);
  expect([...normalScores(matrixOf([[3], [3]])).values]).toEqual([0, 0]);
});

test.each([
  [3, 3 + 3 + 3],
  [26, 26 + 26 + 325],
  [60, 400],
  [300, 300],
  [1536, 400],
])("%i columns become %i features", (columns, features) => {
  expect(quadraticFeatures(randomRows(4, columns, 1), 0).columns).toBe(features);
});

test("drawn rows are different, rising, and as many as wanted", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 200 }), fc.integer(), (rows, wanted, seed) => {
      const drawn = [...drawnRows(rows, wanted, seededRandom(seed))];
      expect(drawn).toEqual([...new Set(drawn)].toSorted((a, b) => a - b));
      expect(drawn).toHaveLength(Math.min(rows, wanted));
    }),
  );
});

describe("vectors", () => {
  const [reference, moved] = [randomRows(80, 30, 1), randomRows(80, 30, 2, (row) => row.forEach((value, column) => (row[column] = value + 0.4)))];

  test.each(["mmd", "domain-classifier", "centroid-distance"] as const)("%s gives a verdict at its published threshold, or at the one asked for", (method) => {
    expect(compareVectors(reference, moved, { method })).toMatchObject({ method, threshold: 0.05, drifted: true });
    expect(compareVectors(reference, moved, { method, threshold: 0 })).toMatchObject({ threshold: 0, drifted: false });
    expect(compareVectors(reference, randomRows(80, 30, 3), { method, threshold: 0.01 })).toMatchObject({ drifted: false });
  });

  test.each(["euclidean", "cosine", "cityblock", "chebyshev"] as const)("the distance of centroids by %s is that of the mean vectors", (metric) => {
    const means = [reference, moved].map((side) =>
      Array.from({ length: 30 }, (_, column) => columnOf(side, column).reduce((total, value) => total + value, 0) / 80),
    );
    const [a = [], b = []] = means;
    const gaps = a.map((value, column) => Math.abs(value - (b[column] ?? 0)));
    const dot = (left: readonly number[], right: readonly number[]): number => left.reduce((total, value, at) => total + value * (right[at] ?? 0), 0);
    const expected = {
      euclidean: Math.hypot(...gaps),
      cosine: 1 - dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)),
      cityblock: gaps.reduce((total, gap) => total + gap, 0),
      chebyshev: Math.max(...gaps),
    };
    expect(compareVectors(reference, moved, { method: "centroid-distance", metric }).statistic).toBeCloseTo(expected[metric], 10);
  });
});
