import { describe, expect, test } from "vitest";
import { believe, chanceBeyond, half95, variancesOf, type DayBelief } from "../../../analyzers/decay/day-belief.ts";
import { normalSurvival } from "../../../analyzers/statistics/distributions/normal-survival.ts";
import type { DayExcess } from "../../../analyzers/performance/excess.ts";
import { seededRandom } from "../../../analyzers/statistics/random.ts";
import { dayEffects } from "./simulate.ts";

const ROWS = 200;
const PRIOR = 0.04;

/** Days whose excess a row is their effect and the noise of 200 rows of variance .2. */
function days(count: number, deviation: number, correlation: number, seed = 1, level = 0): readonly DayExcess[] {
  const random = seededRandom(seed);
  const variance = 0.2 * ROWS;
  const noise = dayEffects(count, Math.sqrt(variance) / ROWS, 0, random);
  return dayEffects(count, deviation, correlation, random).map((effect, day) => ({
    rows: ROWS,
    excess: ROWS * (level + effect + (noise[day] ?? 0)),
    variance,
  }));
}

const sizeOf = ({ nodes }: DayBelief): number => Math.sqrt(nodes.reduce((total, { size, weight }) => total + weight * size ** 2, 0));
const correlationOf = ({ nodes }: DayBelief): number => nodes.reduce((total, { correlation, weight }) => total + weight * correlation, 0);
const week = (): readonly DayExcess[] => Array.from({ length: 7 }, () => ({ rows: ROWS, excess: 0, variance: 0.2 * ROWS }));

describe("what is believed of a day effect", () => {
  test("nothing seen: the prior, whose scale is its root mean square, and whose tails are longer than a normal's", () => {
    const belief = believe([], PRIOR);
    expect(sizeOf(belief)).toBeCloseTo(PRIOR * Math.sqrt(0.9), 2);
    const variances = variancesOf(belief, week());
    const deviation = Math.sqrt(variances.reduce((total, { variance, weight }) => total + weight * variance, 0));
    expect(chanceBeyond(4 * deviation, variances)).toBeGreaterThan(10 * normalSurvival(4));
  });

  test("many days: what they showed, whatever the prior", () => {
    for (const prior of [0.01, 0.2]) {
      const belief = believe(days(400, 0.06, 0.5), prior);
      expect(sizeOf(belief)).toBeGreaterThan(0.05);
      expect(sizeOf(belief)).toBeLessThan(0.07);
      expect(correlationOf(belief)).toBeGreaterThan(0.35);
      expect(correlationOf(belief)).toBeLessThan(0.65);
    }
  });

  test("many days without an effect leave little of the prior", () => {
    expect(sizeOf(believe(days(400, 0, 0), PRIOR))).toBeLessThan(0.012);
  });

  test("fewer days leave more room: the interval of a quiet week is wider after 14 than after 200", () => {
    const half = (count: number): number => half95(variancesOf(believe(days(count, 0.03, 0.3), PRIOR), week()));
    expect(half(14)).toBeGreaterThan(1.1 * half(200));
  });

  test("where the days lie says nothing of how they differ", () => {
    expect(sizeOf(believe(days(60, 0.05, 0.3, 2, 0.3), PRIOR))).toBeCloseTo(sizeOf(believe(days(60, 0.05, 0.3, 2, 0), PRIOR)), 10);
  });

  test("a day without rows is a day that passed", () => {
    const seen = days(60, 0.05, 0.8);
    const gapped = seen.map((day, index) => (index % 2 === 1 ? { rows: 0, excess: 0, variance: 0 } : day));
    expect(sizeOf(believe(gapped, PRIOR))).toBeGreaterThan(0.03);
    expect(believe(gapped, PRIOR).nodes.every(({ weight }) => Number.isFinite(weight))).toBe(true);
  });

  test("rows that promise nothing uncertain are no division by nothing", () => {
    const sure = Array.from({ length: 20 }, () => ({ rows: 50, excess: 0, variance: 0 }));
    expect(half95(variancesOf(believe(sure, PRIOR), sure))).toBeGreaterThanOrEqual(0);
    expect(sizeOf(believe(sure, PRIOR))).toBeLessThan(PRIOR);
  });

  test("95 % lie within the half", () => {
    const variances = variancesOf(believe(days(30, 0.05, 0.3), PRIOR), week());
    expect(2 * chanceBeyond(half95(variances), variances)).toBeCloseTo(0.05, 6);
  });
});
