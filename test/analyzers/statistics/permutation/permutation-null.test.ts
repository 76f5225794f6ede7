import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DriftMethod } from "../../../../analyzers/statistics/method.ts";
import energy from "../../../../analyzers/statistics/methods/energy.ts";
import hellinger from "../../../../analyzers/statistics/methods/hellinger.ts";
import jensenShannon from "../../../../analyzers/statistics/methods/jensen-shannon.ts";
import kolmogorovSmirnov from "../../../../analyzers/statistics/methods/kolmogorov-smirnov.ts";
import kullbackLeibler from "../../../../analyzers/statistics/methods/kullback-leibler.ts";
import lInfinity from "../../../../analyzers/statistics/methods/l-infinity.ts";
import psi from "../../../../analyzers/statistics/methods/psi.ts";
import totalVariation from "../../../../analyzers/statistics/methods/total-variation.ts";
import wasserstein from "../../../../analyzers/statistics/methods/wasserstein.ts";
import { permutationNull } from "../../../../analyzers/statistics/permutation/permutation-null.ts";
import { categoricalSample, numericSample, type Sample } from "../../../../analyzers/statistics/sample.ts";
import { randomOf } from "../../drift/synthetic.ts";

const OF_NUMBERS: readonly DriftMethod[] = [energy, wasserstein, psi, jensenShannon, hellinger, kullbackLeibler, totalVariation, lInfinity];
const OF_CATEGORIES = OF_NUMBERS.filter((method) => method.appliesTo.includes("categorical"));
const SYMMETRIC = [psi, jensenShannon, hellinger, totalVariation, lInfinity];

function normals(seed: number, rows: number, shift = 0): Sample {
  const random = randomOf(seed);
  return numericSample(Array.from({ length: rows }, () => random.normal() + shift));
}

const rows = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -10, max: 10, noNaN: true })), { minLength: 1, maxLength: 30 });
const words = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 30 });

describe.each(OF_NUMBERS.map((method) => [method.name, method] as const))("%s of numbers", (_, method) => {
  test("p-values are in (0, 1], the same each time, and at most a level exactly when the statistic reaches its threshold", () => {
    fc.assert(
      fc.property(rows, rows, fc.constantFrom(0.5, 0.05, 1e-3, 1e-6), (left, right, level) => {
        const [reference, current] = [numericSample(left), numericSample(right)];
        const found = permutationNull(method, reference, current);
        const { statistic } = method.compare(reference, current);
        expect(found === null).toBe(statistic === null);
        if (found === null || statistic === null) return;
        expect(found.pValue).toBeGreaterThan(0);
        expect(found.pValue).toBeLessThanOrEqual(1);
        expect(permutationNull(method, reference, current)?.pValue).toBe(found.pValue);
        const threshold = found.thresholdAt(level) ?? Infinity;
        if (Math.abs(statistic - threshold) > 1e-8 * statistic) expect(found.pValue <= level).toBe(statistic >= threshold);
      }),
      { numRuns: 15 },
    );
  });

  test("equal samples have p-value 1", () => {
    expect(permutationNull(method, normals(1, 200), normals(1, 200))?.pValue).toBe(1);
  });

  test("a larger shift has a smaller p-value", () => {
    const found = [0, 0.6, 1.2, 2.4].map((shift) => permutationNull(method, normals(1, 80), normals(2, 80, shift))?.pValue ?? 1);
    expect(found).toEqual([...found].sort((a, b) => b - a));
    expect(found[3]).toBeLessThan(1e-6);
  });
});

describe.each(OF_CATEGORIES.map((method) => [method.name, method] as const))("%s of categories", (_, method) => {
  test("p-values are in (0, 1], the same each time and, for a symmetric method, with the sides swapped", () => {
    fc.assert(
      fc.property(words, words, (left, right) => {
        const [reference, current] = [categoricalSample(left), categoricalSample(right)];
        const found = permutationNull(method, reference, current)?.pValue ?? 0;
        expect(found).toBeGreaterThan(0);
        expect(found).toBeLessThanOrEqual(1);
        if (SYMMETRIC.includes(method)) expect(permutationNull(method, current, reference)?.pValue).toBe(found);
      }),
      { numRuns: 15 },
    );
  });
});

test("what has no statistic has no null: an empty side, a constant reference against another value", () => {
  expect(permutationNull(psi, numericSample([]), numericSample([1]))).toBeNull();
  expect(permutationNull(wasserstein, numericSample([1, 1]), numericSample([2]))).toBeNull();
});

test.each(OF_NUMBERS.map((method) => [method.name, method] as const))(
  "%s: one row a side, constants, the largest and the smallest doubles do not throw and end",
  (_, method) => {
    for (const [left, right] of [
      [[1], [2]],
      [
        [1, 1, 1],
        [1, 1],
      ],
      [[1, 1, 2], [1]],
      [
        [1e308, -1e308, 3],
        [1e308, 2],
      ],
      [
        [5e-324, 0],
        [0, 0],
      ],
      [
        [1e-200, 0, 3e-200, 5e-200],
        [2e-200, 1e-200],
      ],
      [
        [1e-120, 0, 3e-120, 5e-120],
        [2e-120, 1e-120],
      ],
    ] as const) {
      const found = permutationNull(method, numericSample([...left]), numericSample([...right]));
      expect(found?.pValue ?? 1).toBeGreaterThan(0);
    }
  },
);

describe("the far tail agrees with the exact two-sample Kolmogorov–Smirnov p-value within a factor of 3", () => {
  test.each([0.25, 0.3, 0.4])("300 rows a side, shifted by %f", (shift) => {
    const [reference, current] = [normals(11, 300), normals(12, 300, shift)];
    const exact = kolmogorovSmirnov.compare(reference, current).pValue ?? 1;
    const found = permutationNull(kolmogorovSmirnov, reference, current)?.pValue ?? 1;
    expect(Math.abs(Math.log(found / exact))).toBeLessThan(Math.log(3));
  });
});
