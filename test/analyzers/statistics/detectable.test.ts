import { describe, expect, test } from "vitest";
import { detectableMix, detectableShift } from "../../../analyzers/statistics/detectable.ts";
import kolmogorovSmirnov from "../../../analyzers/statistics/methods/kolmogorov-smirnov.ts";
import chiSquare from "../../../analyzers/statistics/methods/chi-square.ts";
import { drawCounts } from "../../../analyzers/statistics/permutation/draw-counts.ts";
import { numericSample, type CategoricalSample } from "../../../analyzers/statistics/sample.ts";
import { noncentralChiSquareSurvival } from "../../../analyzers/statistics/distributions/noncentral-chi-square.ts";
import { randomOf } from "../drift/synthetic.ts";

const REPEATS = 300;
/** Nine tenths, give or take three standard errors of 300 repeats. */
const NOISE = 3 * Math.sqrt((0.9 * 0.1) / REPEATS);

function shareShown(pValue: () => number, level: number): number {
  let shown = 0;
  for (let repeat = 0; repeat < REPEATS; repeat++) if (pValue() <= level) shown += 1;
  return shown / REPEATS;
}

describe("Kolmogorov–Smirnov shows the shift in nine of ten pairs: ten per cent less is too little, ten per cent more enough", () => {
  test.each([
    [300, 300, 1e-4],
    [700, 200, 0.01],
    [100, 100, 1e-5],
    [1000, 1000, 1e-6],
  ])("%i and %i rows at %f", (reference, current, level) => {
    const change = detectableShift({ reference, current, level })?.change ?? Number.NaN;
    const random = randomOf(reference + current);
    const normals = (rows: number, shift: number) => numericSample(Array.from({ length: rows }, () => random.normal() + shift));
    const shown = (shift: number): number => shareShown(() => kolmogorovSmirnov.compare(normals(reference, 0), normals(current, shift)).pValue ?? 1, level);
    expect(shown(change * 0.9)).toBeLessThan(0.9);
    expect(shown(change * 1.1)).toBeGreaterThan(0.9);
    expect(Math.abs(shown(change) - 0.9)).toBeLessThan(0.05 + NOISE);
  });
});

describe("chi-square shows the change of mix in nine of ten pairs", () => {
  test.each([
    [2, 1000, 1000, 1e-4],
    [4, 20_000, 2000, 1e-3],
    [20, 5000, 5000, 1e-6],
  ])("%i levels, %i and %i rows at %f", (levels, reference, current, level) => {
    const change = detectableMix({ reference, current, level, levels })?.change ?? Number.NaN;
    const random = randomOf(levels);
    const mix = (by: number) => Float64Array.from({ length: levels }, (_, index) => Math.round((1e9 / levels) * (1 + 2 * by * (index % 2 === 0 ? 1 : -1))));
    const draw = (rows: number, by: number): CategoricalSample => {
      const [shares, drawn] = [mix(by), new Float64Array(levels)];
      drawCounts(
        () => random.uniform(),
        shares,
        shares.reduce((total, share) => total + share, 0),
        rows,
        drawn,
      );
      return { type: "categorical", counts: new Map([...drawn].map((count, index) => [String(index), count])), total: rows };
    };
    const shown = (by: number): number => shareShown(() => chiSquare.compare(draw(reference, 0), draw(current, by)).pValue ?? 1, level);
    expect(shown(change * 0.9)).toBeLessThan(0.9);
    expect(shown(change * 1.1)).toBeGreaterThan(0.9);
    expect(Math.abs(shown(change) - 0.9)).toBeLessThan(0.03 + NOISE);
  });
});

test("half of the change shows with the rows it names", () => {
  const shift = detectableShift({ reference: 1000, current: 300, level: 1e-4 });
  const rows = shift?.rowsForHalf ?? 0;
  expect(detectableShift({ reference: rows, current: rows, level: 1e-4 })?.change).toBeCloseTo((shift?.change ?? 0) / 2, 3);
  const mix = detectableMix({ reference: 1000, current: 300, level: 1e-4, levels: 5 });
  const side = mix?.rowsForHalf ?? 0;
  expect(detectableMix({ reference: side, current: side, level: 1e-4, levels: 5 })?.change).toBeCloseTo((mix?.change ?? 0) / 2, 4);
});

test("too few rows for the level, or one level, show nothing", () => {
  expect(detectableShift({ reference: 5, current: 5, level: 1e-6 })).toBeNull();
  expect(detectableMix({ reference: 100, current: 100, level: 1e-6, levels: 1 })).toBeNull();
  expect(detectableMix({ reference: 3, current: 3, level: 1e-6, levels: 4 })).toBeNull();
});

test.each([
  [20, 3, 10, 0.14862072105041393],
  [30, 9, 25, 0.6142676296473654],
  [24, 1, 30, 0.7184510070562737],
])("noncentral chi-square survival at %f, %i degrees of freedom, noncentrality %f as scipy's ncx2.sf", (x, degrees, noncentrality, expected) => {
  expect(noncentralChiSquareSurvival(x, degrees, noncentrality)).toBeCloseTo(expected, 12);
});
