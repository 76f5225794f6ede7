import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mixShift, type SegmentedRows } from "../../../../analyzers/performance/slices/mix-shift.ts";
import { seededRandom } from "../../../../analyzers/statistics/random.ts";

/** Rows of each segment, and how many of them are 1. */
function rowsOf(segments: Readonly<Record<string, readonly [rows: number, ones: number]>>): SegmentedRows {
  const all = Object.entries(segments).flatMap(([name, [rows, ones]]) => Array.from({ length: rows }, (_, row) => [name, Number(row < ones)] as const));
  return { segments: all.map(([name]) => name), values: Float64Array.from(all, ([, value]) => value) };
}

describe("Kitagawa's decomposition", () => {
  test.each([
    {
      name: "only the shares move: all of it is mix",
      before: { a: [800, 80], b: [200, 100] },
      after: { a: [400, 40], b: [600, 300] },
      mix: 0.16,
      within: 0,
      said: "the mix moved",
    },
    {
      name: "only the means move: all of it is within",
      before: { a: [800, 80], b: [200, 100] },
      after: { a: [800, 160], b: [200, 120] },
      mix: 0,
      within: 0.1,
      said: "segments themselves moved",
    },
    // By hand: mix (0.5 − 0.8)(0.1 + 0.2)/2 + (0.5 − 0.2)(0.5 + 0.6)/2, within (0.8 + 0.5)/2 · 0.1 + (0.2 + 0.5)/2 · 0.1.
    {
      name: "both move",
      before: { a: [800, 80], b: [200, 100] },
      after: { a: [500, 100], b: [500, 300] },
      mix: 0.12,
      within: 0.1,
      said: "both the mix and segments themselves moved",
    },
    {
      name: "both move against each other: the total stands, and it is said",
      before: { a: [500, 100], b: [500, 300] },
      after: { a: [800, 240], b: [200, 160] },
      mix: -0.135,
      within: 0.135,
      said: "both the mix and segments themselves moved",
    },
    {
      name: "a segment that one side lacks counts to the mix alone",
      before: { a: [1000, 100] },
      after: { a: [500, 50], new: [500, 400] },
      mix: 0.35,
      within: 0,
      said: "the mix moved",
    },
    { name: "nothing moves beyond chance", before: { a: [100, 10] }, after: { a: [100, 12] }, mix: 0, within: 0.02, said: "no more than chance explains" },
  ] as const)("$name", ({ before, after, mix, within, said }) => {
    const found = mixShift("It", rowsOf(before), rowsOf(after));
    expect(found?.mix.value).toBeCloseTo(mix, 12);
    expect(found?.within.value).toBeCloseTo(within, 12);
    expect(found?.sentence).toContain(said);
  });

  test("the parts add up to the difference, whatever the rows, and to those of the segments", () => {
    const side = fc.array(fc.record({ segment: fc.constantFrom("a", "b", "c", "d"), value: fc.double({ min: -1e3, max: 1e3, noNaN: true }) }), {
      minLength: 1,
      maxLength: 60,
    });
    const rows = (drawn: readonly { readonly segment: string; readonly value: number }[]): SegmentedRows => ({
      segments: drawn.map(({ segment }) => segment),
      values: Float64Array.from(drawn, ({ value }) => value),
    });
    fc.assert(
      fc.property(side, side, (before, after) => {
        const found = mixShift("It", rows(before), rows(after));
        const [mix, within] = [found?.mix.value ?? Number.NaN, found?.within.value ?? Number.NaN];
        expect(mix + within).toBeCloseTo(found?.difference.value ?? 0, 6);
        expect(found?.segments.reduce((sum, part) => sum + part.mix, 0)).toBeCloseTo(mix, 6);
      }),
      { seed: 28, numRuns: 200 },
    );
  });

  test("95 % intervals of the difference and of both parts hold in 92 % of draws and more", () => {
    const random = seededRandom(2);
    const truth = { before: { a: [0.6, 0.2], b: [0.3, 0.5], c: [0.1, 0.8] }, after: { a: [0.4, 0.25], b: [0.4, 0.45], c: [0.2, 0.8] } } as const;
    const draw = (side: "before" | "after", count: number): SegmentedRows => {
      const cut = Array.from({ length: count }, () => random()).map((place) =>
        place < truth[side].a[0] ? "a" : place < truth[side].a[0] + truth[side].b[0] ? "b" : "c",
      );
      return { segments: cut, values: Float64Array.from(cut, (segment) => Number(random() < truth[side][segment][1])) };
    };
    const parts = (["a", "b", "c"] as const).map((name) => ({
      w: [truth.before[name][0], truth.after[name][0]],
      r: [truth.before[name][1], truth.after[name][1]] as const,
    }));
    const mix = parts.reduce((sum, { w: [w0 = 0, w1 = 0], r: [r0, r1] }) => sum + (w1 - w0) * ((r0 + r1) / 2), 0);
    const within = parts.reduce((sum, { w: [w0 = 0, w1 = 0], r: [r0, r1] }) => sum + ((w0 + w1) / 2) * (r1 - r0), 0);
    const held = { mix: 0, within: 0, difference: 0 };
    for (let trial = 0; trial < 400; trial++) {
      const found = mixShift("It", draw("before", 300), draw("after", 250));
      for (const [name, value] of [
        ["mix", mix],
        ["within", within],
        ["difference", mix + within],
      ] as const)
        held[name] += Number((found?.[name].low ?? 9) <= value && value <= (found?.[name].high ?? -9));
    }
    for (const [name, count] of Object.entries(held)) expect(count / 400, name).toBeGreaterThan(0.92);
  });

  test("a side without rows: null; under 30 rows: parts without intervals, which say why", () => {
    expect(mixShift("It", rowsOf({}), rowsOf({ a: [10, 1] }))).toBeNull();
    expect(mixShift("It", rowsOf({ a: [10, 1] }), rowsOf({ a: [10, 9] }))?.within).toEqual({
      value: expect.closeTo(0.8, 12),
      low: null,
      high: null,
      note: "under 30 rows a side have no interval that holds",
    });
  });
});
