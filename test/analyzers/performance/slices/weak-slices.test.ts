import { describe, expect, test } from "vitest";
import { falseDiscoveryRates } from "../../../../analyzers/performance/slices/false-discovery.ts";
import { sliceFeature } from "../../../../analyzers/performance/slices/slice-bins.ts";
import { sliceInWords, weakSlices } from "../../../../analyzers/performance/slices/weak-slices.ts";
import type { Feature } from "../../../../analyzers/statistics/boosting/feature-bins.ts";
import { seededRandom } from "../../../../analyzers/statistics/random.ts";

const LEVELS = ["oslo", "lima", "rome", "bonn"];

/** Ten features of which two are `city` and `age`, and losses that are more often 1 where `isWeak`. */
function drawn(
  rows: number,
  seed: number,
  isWeak: (city: string, age: number) => boolean,
): { readonly features: readonly Feature[]; readonly losses: Float64Array } {
  const random = seededRandom(seed);
  const codes = Int32Array.from({ length: rows }, () => Math.floor(4 * random()));
  const ages = Float64Array.from({ length: rows }, () => (random() < 0.1 ? Number.NaN : Math.floor(100 * random())));
  const noise = Array.from({ length: 8 }, (_, place): Feature => ({ name: `n${place}`, type: "numeric", values: Float64Array.from({ length: rows }, random) }));
  const losses = Float64Array.from(codes, (code, row) => Number(random() < (isWeak(LEVELS[code] ?? "", ages[row] ?? Number.NaN) ? 0.5 : 0.1)));
  return { features: [{ name: "city", type: "categorical", codes, levels: LEVELS }, { name: "age", type: "numeric", values: ages }, ...noise], losses };
}

describe("weak slices", () => {
  test.each([
    { name: "one feature's level, not cut further", isWeak: (city: string) => city === "lima", words: /^city is lima$/ },
    { name: "rows that have no value", isWeak: (_: string, age: number) => Number.isNaN(age), words: /^age is missing$/ },
    {
      name: "two features together, and no larger slice",
      isWeak: (city: string, age: number) => city === "rome" && age >= 80,
      words: /^city is rome and age is (79|80) or more$/,
    },
  ])("$name: found alone, in words", ({ isWeak, words }) => {
    const { features, losses } = drawn(6000, 3, isWeak);
    const { slices } = weakSlices(features, losses);
    expect(slices.map(({ conditions }) => sliceInWords(conditions))).toEqual([expect.stringMatching(words)]);
    expect(slices[0]?.loss.value).toBeGreaterThan(0.4);
    expect(slices[0]?.loss.low).toBeLessThan(0.5);
    expect(slices[0]?.loss.high).toBeGreaterThan(0.5);
    expect(slices[0]?.rest).toBeCloseTo(0.1, 1);
  });

  test("nothing planted: any slice in at most 8 of 100 draws, and always the same for the same rows", () => {
    let any = 0;
    for (let seed = 0; seed < 100; seed++) {
      const { features, losses } = drawn(1500, 1000 + seed, () => false);
      any += Number(weakSlices(features, losses).slices.length > 0);
    }
    expect(any).toBeLessThanOrEqual(8);
    const { features, losses } = drawn(1500, 1, (city) => city === "oslo");
    expect(weakSlices(features, losses)).toEqual(weakSlices(features, losses));
  });

  test.each([
    { name: "few labels", features: drawn(90, 1, () => true).features, losses: drawn(90, 1, () => true).losses, note: "under 100 labelled rows" },
    {
      name: "constant features",
      features: [{ name: "c", type: "numeric", values: new Float64Array(500) }] as readonly Feature[],
      losses: new Float64Array(500),
      note: "no feature has two values",
    },
    { name: "no features", features: [], losses: new Float64Array(500), note: "no feature has two values" },
  ])("$name: none, and says why", ({ features, losses, note }) => {
    expect(weakSlices(features, losses)).toMatchObject({ slices: [], tested: 0, note: expect.stringContaining(note) });
  });

  test("rows without a label count nowhere; infinite numbers are missing", () => {
    const { features, losses } = drawn(4000, 5, (city) => city === "lima");
    const half = losses.map((loss, row) => (row % 2 === 0 ? loss : Number.NaN));
    expect(weakSlices(features, half)).toMatchObject({
      labelled: 2000,
      slices: [expect.objectContaining({ conditions: [expect.objectContaining({ level: "lima" })] })],
    });
    const cut = sliceFeature({ name: "x", type: "numeric", values: Float64Array.of(1, 2, Infinity, Number.NaN) });
    expect([...(cut?.codes ?? [])]).toEqual([0, 1, 2, 2]);
    expect(cut?.conditions.map((condition) => sliceInWords([condition]))).toEqual(["x is under 2", "x is 2 or more", "x is missing"]);
  });

  test('q-values as R\'s p.adjust(method = "BH")', () => {
    expect(falseDiscoveryRates([0.01, 0.04, 0.03, 0.2])).toEqual([0.04, 0.16 / 3, 0.16 / 3, 0.2].map((value) => expect.closeTo(value, 12)));
    expect(falseDiscoveryRates([])).toEqual([]);
  });
});
