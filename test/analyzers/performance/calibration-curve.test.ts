import { describe, expect, test } from "vitest";
import { binScore, calibrationCurve, logit, type ScoredBins } from "../../../analyzers/performance/calibration-curve.ts";
import { recalibrate } from "../../../analyzers/performance/recalibrate.ts";
import { seededRandom } from "../../../analyzers/statistics/random.ts";
import { simulateRows, sumsOf } from "../decay/simulate.ts";

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
/** Counts that follow a curve of the score's logit exactly, more rows in the middle. */
const following = (curve: (place: number) => number): ScoredBins => {
  const rows = Array.from({ length: 100 }, (_, bin) => 100 + 40 * Math.min(bin, 99 - bin));
  return { rows, positives: rows.map((count, bin) => count * curve(logit(binScore(bin)))) };
};

describe("a curve is learned as it was", () => {
  // A natural spline is straight at its ends, so that a curve that still bends there is missed by more.
  test.each<[string, (place: number) => number, number]>([
    ["calibrated", sigmoid, 0.02],
    ["overconfident", (place) => sigmoid(0.5 * place), 0.02],
    ["off by one logit", (place) => sigmoid(place - 1), 0.02],
    ["curved, falling again at the top", (place) => sigmoid(place - 0.3 * place ** 2), 0.06],
  ])("%s", (_, truth, most) => {
    const curve = calibrationCurve(following(truth));
    const far = curve.map((rate, bin) => Math.abs(rate - truth(logit(binScore(bin)))));
    // Between the outer knots, where nine tenths of the rows are; beyond, it goes on straight.
    expect(Math.max(...far.slice(10, 90))).toBeLessThan(most);
  });

  test.each<[string, number]>([
    ["no positives", 0],
    ["positives alone", 1],
  ])("%s: a finite curve", (_, share) => {
    const curve = calibrationCurve({ rows: Array.from({ length: 100 }, () => 5), positives: Array.from({ length: 100 }, () => 5 * share) });
    expect(curve.every((rate) => rate > 0 && rate < 1)).toBe(true);
    expect(Math.abs((curve[50] ?? 0.5) - share)).toBeLessThan(0.1);
  });

  test("no rows: what the scores say", () => {
    const none = Array.from({ length: 100 }, () => 0);
    expect(calibrationCurve({ rows: none, positives: none }).map((rate) => rate.toFixed(9))).toEqual(none.map((_, bin) => binScore(bin).toFixed(9)));
  });
});

test("recalibrated by what the scores say, sums stay what they are, to the width of a bin", () => {
  const sums = sumsOf(simulateRows(5000, 0, seededRandom(3)));
  const same = recalibrate(
    sums,
    Array.from({ length: 100 }, (_, bin) => binScore(bin)),
  );
  for (const key of ["sumScore", "sumVariance", "sumScoreOfPredicted", "sumVarianceOfPredicted", "sumSquaredErrorVariance"] as const)
    expect(Math.abs(same[key] / sums[key] - 1)).toBeLessThan(0.02);
});
