import { describe, expect, test } from "vitest";
import { BOOSTING, fitBoostedTrees, predictTrees } from "../../../../analyzers/statistics/boosting/boosted-trees.ts";
import type { Feature } from "../../../../analyzers/statistics/boosting/feature-bins.ts";
import { normal, seededRandom } from "../../../../analyzers/statistics/random.ts";

const numeric = (name: string, values: readonly number[]): Feature => ({ name, type: "numeric", values: Float64Array.from(values) });
const errorOf = (expected: Float64Array, target: Float64Array): number =>
  Math.sqrt(expected.reduce((sum, value, row) => sum + (value - (target[row] ?? 0)) ** 2, 0) / target.length);

describe("boosted trees", () => {
  const random = seededRandom(11);
  const rows = 4000;
  const a = Array.from({ length: rows }, () => 4 * random() - 2);
  const b = Array.from({ length: rows }, () => (random() < 0.2 ? Number.NaN : normal(random)));
  const levels = ["red", "green", "blue", "grey"];
  const codes = Int32Array.from({ length: rows }, () => Math.floor(4 * random()));
  const noise = 0.3;
  const truth = Float64Array.from(
    a,
    (value, row) => Math.abs(value) + (Number.isNaN(b[row]) ? 2 : (b[row] ?? 0) > 0 ? 1 : 0) + 3 * (1 - ((codes[row] ?? 0) % 2)),
  );
  const target = truth.map((value) => value + noise * normal(random));
  const features: readonly Feature[] = [numeric("a", a), numeric("b", b), { name: "colour", type: "categorical", codes, levels }];
  const half = (part: number): readonly Feature[] =>
    features.map((feature) =>
      feature.type === "numeric"
        ? { ...feature, values: feature.values.filter((_, row) => row % 2 === part) }
        : { ...feature, codes: feature.codes.filter((_, row) => row % 2 === part) },
    );
  const ofHalf = (values: Float64Array, part: number): Float64Array => values.filter((_, row) => row % 2 === part);
  const fitted = fitBoostedTrees(half(0), ofHalf(target, 0));

  test("find a bend, a level of what is missing, and categories in no order, in rows they have not seen", () => {
    const found = errorOf(predictTrees(fitted, half(1)), ofHalf(truth, 1));
    expect(errorOf(new Float64Array(rows / 2).fill(3.5), ofHalf(truth, 1))).toBeGreaterThan(1.5);
    expect(found).toBeLessThan(0.15);
  });

  test("the same rows give the same trees, in any order of the features", () => {
    const again = predictTrees(fitBoostedTrees(half(0), ofHalf(target, 0)), half(1).toReversed());
    expect(again).toEqual(predictTrees(fitted, half(1)));
  });

  test("the error on the fitted rows falls with every tree", () => {
    const errors = [1, 5, 20, 60].map((trees) => errorOf(predictTrees(fitBoostedTrees(features, target, { ...BOOSTING, trees }), features), target));
    expect(errors).toEqual(errors.toSorted((one, other) => other - one));
  });

  test("one split by hand: two leaves, each its mean", () => {
    const trees = fitBoostedTrees([numeric("x", [1, 2, 3, 4])], Float64Array.from([10, 10, 20, 24]), { trees: 1, leaves: 2, rate: 1, leastRows: 1 });
    expect([...predictTrees(trees, [numeric("x", [0, 2, 2.6, 9])])]).toEqual([10, 10, 22, 22]);
  });

  test("no feature, or a constant one: the mean", () => {
    expect([...predictTrees(fitBoostedTrees([numeric("x", [5, 5, 5])], Float64Array.from([1, 2, 6])), [numeric("x", [5])])]).toEqual([3]);
  });

  test("a level that was not there goes where missing values go; more levels than bins are no fault", () => {
    const many = Array.from({ length: 600 }, (_, level) => `l${level}`);
    const own = Int32Array.from({ length: 3000 }, (_, row) => row % 600);
    const model = fitBoostedTrees(
      [{ name: "l", type: "categorical", codes: own, levels: many }],
      Float64Array.from(own, (code) => (code < 300 ? 1 : 2)),
    );
    const [known, strange] = predictTrees(model, [{ name: "l", type: "categorical", codes: Int32Array.from([0, 1]), levels: ["l0", "new"] }]);
    expect(known).toBeCloseTo(1, 1);
    expect(Number.isFinite(strange)).toBe(true);
  });

  test("a feature that is missing, or of another type, is refused", () => {
    expect(() => predictTrees(fitted, [])).toThrow("feature a is missing");
    expect(() => predictTrees(fitted, [{ name: "a", type: "categorical", codes, levels }, ...features.slice(1)])).toThrow(
      "feature a is categorical; it was numeric",
    );
  });
});
