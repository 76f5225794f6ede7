import { chanceBeyond, half95, variancesOf } from "./day-belief.ts";
import { withoutOffset, type DayEffect } from "./day-effect.ts";
import type { DayExcess, ExcessTest } from "../performance/excess.ts";

/**
 * Tests whether a window's rows came out worse (or, two-sided, differently) than what they are held against: over all that is believed of how days differ, how likely is such an excess when nothing changed. Days in order; at least one row.
 * `curveVariance`: of the excess per row, for the error of the curve that it is counted from; the error of the baseline's mean is counted where it is larger.
 */
export function testExcess(days: readonly DayExcess[], effect: DayEffect, sides: "two" | "worse", curveVariance = 0): ExcessTest {
  const rows = days.reduce((total, day) => total + day.rows, 0);
  const corrected = withoutOffset(days, effect.offset);
  const value = corrected.reduce((total, day) => total + day.excess, 0) / rows;
  const independent = days.reduce((total, day) => total + day.variance, 0) / rows ** 2;
  const variances = variancesOf(effect.belief, days, curveVariance);
  const standardError = Math.sqrt(variances.reduce((total, { variance, weight }) => total + weight * variance, 0));
  const t = standardError === 0 ? 0 : value / standardError;
  const half = half95(variances);
  const chance = sides === "two" ? Math.min(1, 2 * chanceBeyond(Math.abs(value), variances)) : chanceBeyond(value, variances);
  // No chance is nothing at all.
  const pValue = Math.max(1e-300, chance);
  const own = variances.reduce((total, node) => total + node.weight * node.own, 0);
  const inflation = independent === 0 ? 1 : own / independent;
  return { value, low: value - half, high: value + half, standardError, t, pValue, inflation };
}
