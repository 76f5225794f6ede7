import { describe, expect, test } from "vitest";
import { fairnessOf, type JudgedRows, ratioOfShares } from "../../../../analyzers/performance/slices/group-rates.ts";
import { seededRandom } from "../../../../analyzers/statistics/random.ts";

/** So many rows a group of each kind: truth (null: no label), called, score. */
type Kind = readonly [group: string | null, truth: 0 | 1 | null, called: 0 | 1, score: number, rows: number];

function rowsOf(kinds: readonly Kind[]): { readonly groups: readonly (string | null)[]; readonly rows: JudgedRows } {
  const all = kinds.flatMap((kind) => Array.from({ length: kind[4] }, () => kind));
  const truth = Float64Array.from(all, ([, own]) => own ?? Number.NaN);
  const called = Uint8Array.from(all, ([, , own]) => own);
  const losses = truth.map((own, row) => (Number.isNaN(own) ? Number.NaN : Number(own !== called[row])));
  return { groups: all.map(([group]) => group), rows: { losses, binary: { called, truth, scores: Float64Array.from(all, (kind) => kind[3]) } } };
}

const KINDS: readonly Kind[] = [
  ["m", 1, 1, 0.8, 300],
  ["m", 1, 0, 0.4, 100],
  ["m", 0, 1, 0.6, 100],
  ["m", 0, 0, 0.1, 300],
  ["f", 1, 1, 0.8, 60],
  ["f", 1, 0, 0.4, 60],
  ["f", 0, 1, 0.6, 20],
  ["f", 0, 0, 0.1, 160],
  [null, null, 1, 0.9, 5],
];

describe("fairness by group", () => {
  test("rates by hand, the largest group first; each other is held against it", () => {
    const { groups, rows } = rowsOf(KINDS);
    const found = fairnessOf("sex", groups, rows);
    expect(found.groups.map(({ group, rows: own, labelled }) => [group, own, labelled])).toEqual([
      ["m", 800, 800],
      ["f", 300, 300],
      [null, 5, 0],
    ]);
    const [m, f, none] = found.groups;
    expect([m?.selectionRate?.value, m?.truePositiveRate?.value, m?.falsePositiveRate?.value, m?.error.value]).toEqual([0.5, 0.75, 0.25, 0.25]);
    expect([f?.truePositiveRate?.value, f?.error.value]).toEqual([0.5, 80 / 300]);
    expect(f?.selectionRate?.value).toBeCloseTo(80 / 300, 12);
    expect(m?.calibrationError?.value).toBeCloseTo(0.5 - (300 * 0.8 + 100 * 0.4 + 100 * 0.6 + 300 * 0.1) / 800, 12);
    expect(none?.error).toEqual({ value: null, low: null, high: null, note: "no row has a label" });
    expect(found.comparedWith).toBe("m");
    expect(found.comparisons[0]?.disparateImpact?.value).toBeCloseTo(80 / 300 / 0.5, 12);
    expect(found.comparisons[0]?.equalOpportunity?.value).toBeCloseTo(-0.25, 12);
    expect(found.comparisons[0]?.sentence).toMatch(
      /^26\.7 % of sex f are called positive, 50 % of sex m, 0\.533 times as many \(.*\): less than four fifths\. Positive rows of sex f are found less often than those of sex m, by 25 points/,
    );
  });

  test.each([
    {
      name: "few rows are said to tell no more",
      kinds: [
        ["m", 1, 1, 0.5, 90],
        ["f", 1, 0, 0.5, 9],
      ] as readonly Kind[],
      said: "of under 30 rows no more can be told",
    },
    {
      name: "where chance could be all, nothing is called unfair",
      kinds: [
        ["m", 1, 1, 0.5, 50],
        ["m", 1, 0, 0.5, 50],
        ["f", 1, 1, 0.5, 22],
        ["f", 1, 0, 0.5, 28],
      ] as readonly Kind[],
      said: "whether within four fifths can't be told",
    },
    {
      name: "nobody of the largest group is selected: no ratio",
      kinds: [
        ["m", 1, 0, 0.5, 90],
        ["f", 1, 1, 0.5, 40],
      ] as readonly Kind[],
      said: "no row of the largest group is selected",
    },
    {
      name: "a group without a positive row says so",
      kinds: [
        ["m", 1, 1, 0.5, 90],
        ["f", 0, 1, 0.5, 40],
      ] as readonly Kind[],
      said: "a group has no labelled positive row",
    },
  ])("$name", ({ kinds, said }) => {
    const { groups, rows } = rowsOf(kinds);
    expect(fairnessOf("sex", groups, rows).comparisons[0]?.sentence).toContain(said);
  });

  test("no more than fifty groups are told, and how many are not", () => {
    const { rows } = rowsOf([["x", 1, 1, 0.5, 120]]);
    const found = fairnessOf(
      "id",
      Array.from({ length: 120 }, (_, row) => `g${row % 60}`),
      rows,
    );
    expect(found.groups.length).toBe(50);
    expect(found.note).toBe("10 smaller groups of 20 rows in all are left out: are these groups?");
  });

  test("numbers have the size of their errors, and no rates", () => {
    const found = fairnessOf("region", ["a", "a", "b"], { losses: Float64Array.of(1, 3, Number.NaN), binary: null });
    expect(found.groups[0]).toMatchObject({ group: "a", error: { value: 2 } });
    expect(found.groups[0]?.selectionRate).toBeUndefined();
    expect(found.comparisons[0]?.sentence).toBe("Of region b and region a no error is known.");
  });

  test("the interval of a ratio of shares holds in 93 % of draws and more, also of rare ones", () => {
    const random = seededRandom(4);
    const draw = (of: number, share: number): number => Array.from({ length: of }, () => Number(random() < share)).reduce((sum, own) => sum + own, 0);
    for (const [p, q, of] of [
      [0.3, 0.5, 200],
      [0.05, 0.1, 300],
      [0.6, 0.6, 60],
    ] as const) {
      let held = 0;
      for (let trial = 0; trial < 600; trial++) {
        const { low, high } = ratioOfShares({ count: draw(of, p), of }, { count: draw(2 * of, q), of: 2 * of });
        held += Number((low ?? 1e9) <= p / q && p / q <= (high ?? 0));
      }
      expect(held / 600).toBeGreaterThan(0.93);
    }
  });
});
