import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { duplicateCandidate } from "../../../analyzers/relations/duplicates.ts";
import { rowCountCandidate } from "../../../analyzers/relations/row-count.ts";
import { staleCandidate } from "../../../analyzers/relations/stale-feeds.ts";

const runs = (rows: number, count: number, ...longest: readonly number[]) => ({ rows, runs: count, longest });

describe("a value that stands still", () => {
  const noRepeats = runs(1000, 1000, ...Array.from({ length: 50 }, () => 1));
  const geometric = runs(10_000, 5_000, 13, 12, 12, 11, 11, 10, 10, 10, 9, 9, 9, 9, 8, 8, 8, 8, 8, 8, 8, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7);
  const cases: readonly [string, ReturnType<typeof runs>, ReturnType<typeof runs>, boolean][] = [
    ["nothing repeats, then one value for 60 rows", noRepeats, runs(1000, 941, 60, 1), true],
    ["nothing repeats, then two rows alike", noRepeats, runs(1000, 999, 2, 1), false],
    ["a coin's runs, somewhat longer ones", geometric, runs(10_000, 5_000, 16, 13), false],
    ["a coin that stands on its edge for 500 rows", geometric, runs(10_000, 4_800, 500, 13), true],
    ["shorter than before", runs(1000, 100, 80, 40), runs(1000, 500, 9, 8), false],
  ];
  test.each(cases)("%s", (_, reference, current, stands) => {
    expect(staleCandidate("c", reference, current).pValue < 1e-4).toBe(stands);
  });

  test("a run as long as the threshold at a level has that p-value", () => {
    for (const level of [1e-2, 1e-4, 1e-6]) {
      const length = staleCandidate("c", geometric, runs(10_000, 5_000, 1)).thresholdAt(level) ?? 0;
      expect(staleCandidate("c", geometric, runs(10_000, 5_000, length)).pValue / level).toBeCloseTo(1, 6);
    }
  });
});

describe("rows that repeat others", () => {
  test("100 of 1,000 rows twice, none before: exp(−100 / 2) by Hoeffding", () => {
    const candidate = duplicateCandidate({ rows: 1000, multiplicities: [{ reference: 0, current: 2, distinct: 100 }] });
    expect(candidate).toMatchObject({ statistic: 0.1, reference: 0, current: 0.1 });
    expect(candidate.pValue).toBeCloseTo(2 * Math.exp(-50), 30);
  });

  test("one row a hundred times is no proof", () => {
    expect(duplicateCandidate({ rows: 1000, multiplicities: [{ reference: 0, current: 101, distinct: 1 }] }).pValue).toBe(1);
  });

  test("sides may be exchanged; no repeats: 1", () => {
    const cell = fc.record({ reference: fc.nat(9), current: fc.nat(9), distinct: fc.integer({ min: 1, max: 50 }) });
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 8 }), (multiplicities) => {
        const there = duplicateCandidate({ rows: 1000, multiplicities });
        const back = duplicateCandidate({
          rows: 1000,
          multiplicities: multiplicities.map((one) => ({ ...one, reference: one.current, current: one.reference })),
        });
        expect([back.statistic, back.pValue]).toEqual([there.statistic, there.pValue]);
        expect(there.pValue).toBeGreaterThan(0);
        expect(there.pValue).toBeLessThanOrEqual(1);
      }),
    );
    expect(duplicateCandidate({ rows: 1000, multiplicities: [] }).pValue).toBe(1);
  });
});

describe("rows a day", () => {
  const days = (count: number, rows: (day: number) => number) =>
    new Map(Array.from({ length: count * 24 }, (_, hour) => [480_000 + hour, rows(Math.floor(hour / 24))]));

  test("half as many, with days that vary by a tenth", () => {
    const candidate = rowCountCandidate(
      days(12, (day) => 100 + 10 * (day % 2)),
      days(6, (day) => 50 + 5 * (day % 2)),
    );
    expect(candidate?.reference).toBeCloseTo(24 * Math.sqrt(100 * 110), 6);
    expect(candidate?.pValue).toBeLessThan(1e-9);
  });

  test("days that vary as much as the two differ say nothing", () => {
    expect(
      rowCountCandidate(
        days(12, (day) => [50, 100, 200][day % 3] ?? 0),
        days(6, (day) => [50, 100][day % 2] ?? 0),
      )?.pValue,
    ).toBeGreaterThan(0.1);
  });

  test("without three whole days of the reference nothing is said", () => {
    expect(
      rowCountCandidate(
        days(4, () => 9),
        days(9, () => 9),
      ),
    ).toBeNull();
    expect(
      rowCountCandidate(
        new Map(),
        days(9, () => 9),
      ),
    ).toBeNull();
  });
});
