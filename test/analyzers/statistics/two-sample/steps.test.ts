import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { numericSample } from "../../../../analyzers/statistics/sample.ts";
import { countsBetween } from "../../../../analyzers/statistics/two-sample/bins.ts";
import { mergedSteps } from "../../../../analyzers/statistics/two-sample/merged-steps.ts";
import { pooledQuantile, weightedQuantile } from "../../../../analyzers/statistics/two-sample/moments.ts";
import { pooled } from "../../../../analyzers/statistics/two-sample/pooled.ts";

const rows = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true, noDefaultInfinity: true })), { minLength: 1, maxLength: 40 });
const upTo = (values: readonly number[], limit: number): number => values.filter((value) => value <= limit).length;
const distinct = (values: readonly number[]): readonly number[] => [...new Set(values)].sort((a, b) => a - b);
/** By definition, R's type 7. */
const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(position)] ?? 0, sorted[Math.ceil(position)] ?? 0];
  return low + (high - low) * (position - Math.floor(position));
};

test("steps are the distinct values of both sides with the rows up to each, as counting finds them", () => {
  fc.assert(
    fc.property(rows, rows, (reference, current) => {
      const steps = mergedSteps(numericSample(reference), numericSample(current));
      const values = distinct([...reference, ...current]);
      expect([...steps.values]).toEqual(values);
      expect([...steps.referenceUpTo]).toEqual(values.map((value) => upTo(reference, value)));
      expect([...steps.currentUpTo]).toEqual(values.map((value) => upTo(current, value)));
    }),
  );
});

test("steps of one pair are made once, those of the pair turned round are others", () => {
  const [one, other] = [numericSample([1, 2]), numericSample([2])];
  expect(mergedSteps(one, other)).toBe(mergedSteps(one, other));
  expect([...mergedSteps(other, one).referenceUpTo]).toEqual([0, 1]);
});

describe("quantiles and bins against single rows", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });

  test("a quantile of a sample, and of two as one", () => {
    fc.assert(
      fc.property(rows, rows, share, (reference, current, at) => {
        const [left, right] = [numericSample(reference), numericSample(current)];
        expect(weightedQuantile(left, at)).toBe(quantile(reference, at));
        expect(pooledQuantile(mergedSteps(left, right), at)).toBe(quantile([...reference, ...current], at));
        expect(weightedQuantile(pooled(left, right), at)).toBe(quantile([...reference, ...current], at));
      }),
    );
  });

  test("rows below the first edge, in [a, b) of each two, and from the last on", () => {
    fc.assert(
      fc.property(rows, rows, (values, cuts) => {
        const edges = distinct(cuts);
        const bounds = [-Infinity, ...edges, Infinity];
        const counts = bounds.slice(1).map((bound, bin) => values.filter((value) => value >= (bounds[bin] ?? 0) && value < bound).length);
        expect(countsBetween(numericSample(values), edges)).toEqual(counts);
      }),
    );
  });
});
