import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hypergeometricPValue, leastHypergeometricPValue } from "../../../analyzers/statistics/two-sample/hypergeometric-test.ts";
import { type Hypothesis, shareBudget } from "../../../analyzers/report/share-budget.ts";
import { holm } from "../../../analyzers/statistics/holm.ts";

interface Outcome extends Hypothesis {
  readonly chance: number;
}

/** All outcomes of one two-by-two table with fixed margins, under the null. */
function tableOutcomes({ size, current, total }: { size: number; current: number; total: number }): readonly Outcome[] {
  const ways = (n: number, k: number): number => Array.from({ length: k }, (_, i) => (n - i) / (i + 1)).reduce((product, term) => product * term, 1);
  const [least, most] = [Math.max(0, current - (total - size)), Math.min(size, current)];
  return Array.from({ length: most - least + 1 }, (_, k) => ({
    chance: (ways(size, least + k) * ways(total - size, current - least - k)) / ways(total, current),
    pValue: hypergeometricPValue({ inCurrent: least + k, size, current, total }),
    leastPValue: leastHypergeometricPValue({ size, current, total }),
  }));
}

/** Chance of any rejection when tables are independent: every combination of outcomes counted. */
function familyWiseRate(tables: readonly (readonly Outcome[])[], rate: number): number {
  const walk = (place: number, chosen: readonly Outcome[], chance: number): number =>
    place === tables.length
      ? shareBudget(chosen, rate).some(({ rejected }) => rejected)
        ? chance
        : 0
      : (tables[place] ?? []).reduce((sum, outcome) => sum + walk(place + 1, [...chosen, outcome], chance * outcome.chance), 0);
  return walk(0, [], 1);
}

const table = fc
  .record({ size: fc.nat(8), current: fc.integer({ min: 1, max: 9 }), more: fc.integer({ min: 1, max: 9 }) })
  .map(({ size, current, more }) => ({ size: Math.min(size, current + more), current, total: current + more }));

test("the chance of any rejection never exceeds the rate: every outcome of up to four small tables counted", () => {
  fc.assert(
    fc.property(fc.array(table, { minLength: 1, maxLength: 4 }), fc.constantFrom(0.01, 0.05, 0.2, 0.5), (tables, rate) => {
      expect(familyWiseRate(tables.map(tableOutcomes), rate)).toBeLessThanOrEqual(rate * (1 + 1e-9));
    }),
    { numRuns: 60 },
  );
});

test("where Holm's procedure alone rejects anything, the least p-value is rejected", () => {
  const hypothesis = fc
    .record({ pValue: fc.double({ min: 0, max: 1, noNaN: true }), least: fc.double({ min: 0, max: 1, noNaN: true }) })
    .map(({ pValue, least }): Hypothesis => ({ pValue, leastPValue: least * pValue }));
  fc.assert(
    fc.property(fc.array(hypothesis, { maxLength: 30 }), fc.constantFrom(0.01, 0.2, 0.9), (hypotheses, rate) => {
      const alone = holm(
        hypotheses.map(({ pValue }) => pValue),
        rate,
      );
      if (!alone.some(({ rejected }) => rejected)) return;
      const least = Math.min(...hypotheses.map(({ pValue }) => pValue));
      for (const { pValue, rejected } of shareBudget(hypotheses, rate)) if (pValue === least) expect(rejected).toBe(true);
    }),
  );
});

describe("hypotheses that could never be rejected take no share", () => {
  test.each<[string, readonly Hypothesis[], number, readonly boolean[]]>([
    [
      "one that can and 99 that cannot: the whole rate for the one",
      [{ pValue: 0.009, leastPValue: 1e-9 }, ...Array.from({ length: 99 }, () => ({ pValue: 1, leastPValue: 1 }))],
      0.01,
      [true, ...Array.from({ length: 99 }, () => false)],
    ],
    [
      "two that can: half for the first",
      [
        { pValue: 0.006, leastPValue: 0 },
        { pValue: 0.5, leastPValue: 0 },
      ],
      0.01,
      [false, false],
    ],
    ["p-value == its share: rejected", [{ pValue: 0.01, leastPValue: 0.01 }], 0.01, [true]],
    ["none at all", [], 0.01, []],
  ])("%s", (_, hypotheses, rate, expected) => {
    expect(shareBudget(hypotheses, rate).map(({ rejected }) => rejected)).toEqual(expected);
  });
});
