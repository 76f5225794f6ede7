import tCdf from "@stdlib/stats-base-dists-t-cdf";
import tQuantile from "@stdlib/stats-base-dists-t-quantile";
import { clusteredVariance, withoutOffset, type DayEffect } from "./day-effect.ts";
import type { DayExcess, ExcessTest } from "../performance/excess.ts";

/** Tests whether a window's rows came out worse (or, two-sided, differently) than their scores promised, with Student's t on the baseline's degrees of freedom. Days in order; at least one row. `curveVariance`: of the excess per row, for the error of the curve that it is counted from. */
export function testExcess(days: readonly DayExcess[], effect: DayEffect, sides: "two" | "worse", curveVariance = 0): ExcessTest {
  const rows = days.reduce((total, day) => total + day.rows, 0);
  const corrected = withoutOffset(days, effect.offset);
  const value = corrected.reduce((total, day) => total + day.excess, 0) / rows;
  const independent = days.reduce((total, day) => total + day.variance, 0) / rows ** 2;
  const clustered = clusteredVariance(days, effect.covariances) / rows ** 2;
  const standardError = Math.sqrt(clustered + effect.offsetVariance + curveVariance);
  const { degreesOfFreedom } = effect;
  const t = standardError === 0 ? 0 : value / standardError;
  const half = tQuantile(0.975, degreesOfFreedom) * standardError;
  const pValue = sides === "two" ? Math.min(1, 2 * tCdf(-Math.abs(t), degreesOfFreedom)) : tCdf(-t, degreesOfFreedom);
  const inflation = independent === 0 ? 1 : clustered / independent;
  return { value, low: value - half, high: value + half, standardError, t, degreesOfFreedom, pValue, inflation };
}
