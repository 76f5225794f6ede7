import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareByConvention, conventionMethod } from "../../../../analyzers/statistics/conventions/compare-by-convention.ts";
import { CONVENTION_NAMES } from "../../../../analyzers/statistics/conventions/convention-names.ts";
import { chunkThreshold } from "../../../../analyzers/statistics/conventions/nannyml.ts";
import { closedCounts } from "../../../../analyzers/statistics/conventions/closed-counts.ts";
import { sturgesEdges } from "../../../../analyzers/statistics/conventions/evidently-bins.ts";
import { categoricalSample, numericSample } from "../../../../analyzers/statistics/sample.ts";

const METHODS = (
  "anderson-darling chi-square cramer-von-mises energy epps-singleton fisher-exact g-test hellinger jensen-shannon kolmogorov-smirnov kullback-leibler " +
  "l-infinity mann-whitney psi total-variation wasserstein welch-t z-test"
).split(" ");
const cases = CONVENTION_NAMES.flatMap((convention) => METHODS.map((method) => ({ convention, method })));

describe.each(cases)("$method as $convention", ({ convention, method }) => {
  test("a finite statistic and a p-value between 0 and 1, or a reason", () => {
    const numbers = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })), { minLength: 1, maxLength: 40 });
    const levels = fc.array(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 40 });
    const check = (result: ReturnType<typeof compareByConvention>): void => {
      if (result.statistic === null) expect(result.note.length).toBeGreaterThan(10);
      else expect([Number.isFinite(result.statistic), result.pValue === null || (result.pValue >= 0 && result.pValue <= 1)]).toEqual([true, true]);
    };
    fc.assert(
      fc.property(numbers, numbers, (left, right) => check(compareByConvention(convention, method, numericSample(left), numericSample(right)))),
      { numRuns: 15 },
    );
    fc.assert(
      fc.property(levels, levels, (left, right) => check(compareByConvention(convention, method, categoricalSample(left), categoricalSample(right)))),
      { numRuns: 15 },
    );
  });
});

describe("what a package does not have, or cannot, is said", () => {
  const [few, other] = [categoricalSample(["a", "b"]), categoricalSample(["a", "b", "b"])];
  const reasons: readonly [string, string, RegExp][] = [
    ["nannyml", "energy", /nannyml has no method like energy/],
    ["evidently", "l-infinity", /evidently has no method like l-infinity/],
    ["evidently", "g-test", /equally many rows/],
  ];
  test.each(reasons)("%s %s", (convention, method, note) => {
    expect(compareByConvention(convention as "evidently", method, few, other)).toMatchObject({ statistic: null, note: expect.stringMatching(note) as string });
  });
  test("an empty side", () =>
    expect(compareByConvention("evidently", "psi", numericSample([]), numericSample([1]))).toMatchObject({ note: "the reference has no values" }));
});

describe("where Evidently draws the line", () => {
  const verdict = (method: string, statistic: number, pValue: number | null): boolean | undefined => {
    const found = conventionMethod("evidently", method);
    return found?.drifted({ statistic, pValue }, found.threshold ?? Number.NaN);
  };
  test.each([
    ["psi", 0.1, null, true],
    ["psi", 0.0999, null, false],
    ["energy", 0.1, null, false],
    ["kolmogorov-smirnov", 0.5, 0.05, true],
    ["chi-square", 9, 0.05, false],
    ["anderson-darling", 1, 0.1, false],
    ["cramer-von-mises", 1, 0.1, true],
  ] as const)("%s at %d, p %s: drift %s", (method, statistic, pValue, drift) => expect(verdict(method, statistic, pValue)).toBe(drift));
});

test("Evidently calls any unseen level drift, however rare: p-value 0", () => {
  const result = compareByConvention("evidently", "chi-square", categoricalSample(["a", "b"]), categoricalSample(["a", "b", "c"]));
  expect(result.pValue).toBe(0);
});

test("no bin of an integer column is narrower than 1, of another column it is", () => {
  const sample = numericSample([0, 1, 2, 3]);
  expect(sturgesEdges(sample, {})).toEqual([0, 1, 2, 3]);
  expect(sturgesEdges(numericSample([0, 1, 2, 2.5]), {})).toEqual([0, 2.5 / 3, (2 * 2.5) / 3, 2.5]);
  expect(sturgesEdges(sample, { integers: false })).toEqual([0, 1, 2, 3]);
});

test("a histogram's last bin has its upper edge, rows outside count nowhere", () => {
  expect(closedCounts(numericSample([-1, 0, 0.5, 1, 2, 2, 3]), [0, 1, 2])).toEqual([2, 3]);
});

test("NannyML's threshold is the mean and three standard deviations of the reference's chunks", () => {
  expect(chunkThreshold([1, 2, 3])).toBeCloseTo(2 + 3 * Math.sqrt(2 / 3), 12);
});
