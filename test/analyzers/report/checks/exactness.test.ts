import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CategoricalSample } from "../../../../analyzers/statistics/sample.ts";
import kolmogorovSmirnov from "../../../../analyzers/statistics/methods/kolmogorov-smirnov.ts";
import type { Check } from "../../../../analyzers/report/check.ts";
import { levelsCheck } from "../../../../analyzers/report/checks/levels.ts";
import type { MethodChoice } from "../../../../analyzers/report/method-choice.ts";
import { checkNumbers } from "../../../../analyzers/report/numbers/check-numbers.ts";
import { sortedNumbers } from "../../../../analyzers/data/sorted-numbers.ts";
import { shareBudget } from "../../../../analyzers/report/share-budget.ts";

const CHOICE: MethodChoice = { method: kolmogorovSmirnov, ofTwoNumbers: kolmogorovSmirnov, besides: [], options: {}, convention: null };

/** Every way to deal pooled rows out to sides of `current` rows and the rest: all equally likely when nothing changed. */
function deals<T>(pooled: readonly T[], current: number): readonly { readonly reference: readonly T[]; readonly current: readonly T[] }[] {
  if (current === 0) return [{ reference: pooled, current: [] }];
  const [first, ...rest] = pooled;
  if (first === undefined || pooled.length < current) return [];
  return [
    ...deals(rest, current - 1).map((deal) => ({ reference: deal.reference, current: [first, ...deal.current] })),
    ...(rest.length < current ? [] : deals(rest, current).map((deal) => ({ reference: [first, ...deal.reference], current: deal.current }))),
  ];
}

/** Missing values are null. */
function checksOf(reference: readonly (number | null)[], current: readonly (number | null)[]): readonly Check[] {
  const sideOf = (values: readonly (number | null)[]): Parameters<typeof checkNumbers>[1] => ({
    rows: values.length,
    unreadable: 0,
    numbers: sortedNumbers(Float64Array.from(values.filter((value) => value !== null)).sort()),
  });
  return checkNumbers({ name: "n", type: "numeric" }, sideOf(reference), sideOf(current), CHOICE).checks;
}

/** At most a share p of all deals may have a p-value of at most p, whichever p; and none may be under what the check called its least. */
function expectCareful(all: readonly Pick<Check, "pValue" | "leastPValue">[]): void {
  for (const { pValue, leastPValue } of all) {
    expect(pValue).toBeGreaterThan(0);
    expect(pValue).toBeLessThanOrEqual(1);
    expect(leastPValue).toBeLessThanOrEqual(pValue * (1 + 1e-9));
    expect(all.filter((one) => one.pValue <= pValue * (1 + 1e-12)).length / all.length).toBeLessThanOrEqual(pValue * (1 + 1e-9));
  }
  // It must follow from the pooled rows alone, or hypotheses could not be left out by it.
  expect(new Set(all.map(({ leastPValue }) => leastPValue.toPrecision(9))).size).toBe(1);
}

const pooledNumbers = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 9 }),
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 9 }),
  fc.array(fc.constantFrom(0, 0.25, 0.5, 0.123, 7), { minLength: 3, maxLength: 9 }),
);

describe("of all deals of the same pooled rows", () => {
  test("every check of numbers has p-values that are as careful as they say", () => {
    fc.assert(
      fc.property(pooledNumbers, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (pooled, share) => {
        const current = Math.min(pooled.length - 1, Math.max(1, Math.round(share * pooled.length)));
        const found = deals(pooled, current).map((deal) => checksOf(deal.reference, deal.current));
        const ofTwoValues = new Set(pooled).size <= 2;
        for (const name of ["distribution", "range", "precision", "missing", ...(ofTwoValues ? [] : ["tail", "stuck"])])
          expectCareful(found.map((checks) => checks.find(({ check }) => check === name) ?? { pValue: Number.NaN, leastPValue: Number.NaN }));
      }),
      { numRuns: 60 },
    );
  });

  test("the check of levels has p-values that are as careful as they say", () => {
    const levels = fc.array(fc.constantFrom("a", "b", "c", "d", "e", "f"), { minLength: 3, maxLength: 10 });
    fc.assert(
      fc.property(levels, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (pooled, share) => {
        const current = Math.min(pooled.length - 1, Math.max(1, Math.round(share * pooled.length)));
        expectCareful(deals(pooled, current).map((deal) => levelsCheck(sampleOf(deal.reference), sampleOf(deal.current))));
      }),
      { numRuns: 100 },
    );
  });

  test("a column is called drifted in at most the share asked, all its checks together", () => {
    fc.assert(
      fc.property(pooledNumbers, fc.constantFrom(0.05, 0.2, 0.5), (pooled, rate) => {
        const all = deals(pooled, Math.floor(pooled.length / 2));
        const drifted = all.filter((deal) => shareBudget(checksOf(deal.reference, deal.current), rate).some(({ rejected }) => rejected));
        expect(drifted.length / all.length).toBeLessThanOrEqual(rate);
      }),
      { numRuns: 60 },
    );
  });
});

describe("levels of one side", () => {
  const counts = (...entries: readonly (readonly [string, number])[]): CategoricalSample => ({
    type: "categorical",
    counts: new Map(entries),
    total: entries.reduce((sum, [, rows]) => sum + rows, 0),
  });
  test.each<[string, CategoricalSample, CategoricalSample, boolean]>([
    ["a new level of one row is chance", counts(["a", 300]), counts(["a", 299], ["b", 1]), false],
    ["a new level of 0.5 % of 10,000 rows is not", counts(["a", 10_000]), counts(["a", 9950], ["b", 50]), true],
    ["the loss of a level of 0.5 % of 10,000 rows is not", counts(["a", 9950], ["b", 50]), counts(["a", 10_000]), true],
    [
      "forty new levels of one row where no level has one in the reference are not",
      counts(["a", 1000]),
      counts(["a", 960], ...Array.from({ length: 40 }, (_, level) => [`new${level}`, 1] as const)),
      true,
    ],
    [
      "ten new and ten gone levels of one row each are chance",
      counts(["a", 290], ...Array.from({ length: 10 }, (_, level) => [`gone${level}`, 1] as const)),
      counts(["a", 290], ...Array.from({ length: 10 }, (_, level) => [`new${level}`, 1] as const)),
      false,
    ],
  ])("%s", (_, reference, current, improbable) => {
    expect(levelsCheck(reference, current).pValue < 1e-4).toBe(improbable);
  });
});

function sampleOf(rows: readonly string[]): CategoricalSample {
  return { type: "categorical", counts: new Map([...Map.groupBy(rows, (row) => row)].map(([level, all]) => [level, all.length])), total: rows.length };
}
