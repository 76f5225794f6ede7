import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyzerBudget, windowBudget } from "../../../analyzers/monitoring/budget.ts";
import { holm } from "../../../analyzers/statistics/holm.ts";
import { WINDOW_MS } from "../../../analyzers/windows/window.ts";

describe("what a window may spend", () => {
  const cases: readonly [string, number, number, number][] = [
    ["one a month over 30 daily windows is a thirtieth", 1, WINDOW_MS["1d"], 1 / 30],
    ["one a month over 720 hourly windows", 1, WINDOW_MS["1h"], 1 / 720],
    ["a budget above certainty is cut at one half", 10, WINDOW_MS["1w"], 0.5],
  ];
  test.each(cases)("%s", (_, falseAlarms, windowMs, expected) => expect(windowBudget(falseAlarms, windowMs)).toBeCloseTo(expected, 12));

  test("the four analyzers together spend the model's budget, no more", () => {
    const monthly = (windowMs: number): number => (analyzerBudget(1, windowMs) * 30 * WINDOW_MS["1d"]) / windowMs;
    expect(monthly(WINDOW_MS["1h"]) * 2 + monthly(WINDOW_MS["1d"]) + monthly(WINDOW_MS["1w"])).toBeCloseTo(1, 12);
  });
});

describe("Holm's procedure", () => {
  const cases: readonly [string, readonly number[], readonly number[], readonly boolean[]][] = [
    ["no check: nothing", [], [], []],
    ["one check is held against alpha itself (p == threshold: rejected)", [0.05], [0.05], [true]],
    ["thresholds rise as checks fall away", [0.01, 0.04, 0.012], [0.05 / 3, 0.05, 0.025], [true, true, true]],
    ["the first that fails keeps all larger ones", [0.01, 0.04, 0.03, 0.005], [0.05 / 3, 0.025, 0.025, 0.0125], [true, false, false, true]],
  ];
  test.each(cases)("%s", (_, pValues, thresholds, rejected) => {
    const verdicts = holm(pValues, 0.05);
    expect(verdicts.map((verdict) => verdict.rejected)).toEqual(rejected);
    for (const [index, threshold] of thresholds.entries()) expect(verdicts[index]?.threshold).toBeCloseTo(threshold, 12);
  });

  const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 });
  const alphas = fc.double({ min: 1e-6, max: 0.5, noNaN: true });
  test("rejected exactly when p <= threshold; never more than alpha, never less than Bonferroni, never out of order", () => {
    fc.assert(
      fc.property(pValues, alphas, (values, alpha) => {
        const verdicts = holm(values, alpha);
        for (const verdict of verdicts) {
          expect(verdict.rejected).toBe(verdict.pValue <= verdict.threshold);
          if (verdict.rejected) expect(verdict.pValue).toBeLessThanOrEqual(alpha);
          if (verdict.pValue <= alpha / values.length) expect(verdict.rejected).toBe(true);
        }
        const kept = verdicts.filter((verdict) => !verdict.rejected).map((verdict) => verdict.pValue);
        const rejectedMax = Math.max(-1, ...verdicts.filter((verdict) => verdict.rejected).map((verdict) => verdict.pValue));
        expect(rejectedMax).toBeLessThan(Math.min(2, ...kept));
      }),
    );
  });
});
