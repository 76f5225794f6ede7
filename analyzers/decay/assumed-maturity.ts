import { type Cohort, labelledShareAt, type MaturityCurve } from "./maturity-curve.ts";

/** Share of a window's rows whose label is known or, from the horizon on, assumed; null where neither is the case of some and it is not known how long labels take. */
export function assumedMaturity(curve: MaturityCurve | null, own: readonly Cohort[], until: number, after: number): number | null {
  const rows = own.reduce((sum, one) => sum + one.rows, 0);
  const isDue = ({ lastTime }: Cohort): boolean => until - lastTime >= after;
  if (rows === 0 || (curve === null && !own.every(isDue))) return null;
  const shareOf = (one: Cohort): number => (curve === null || isDue(one) ? 1 : labelledShareAt(curve, until - one.meanTime));
  return own.reduce((sum, one) => sum + one.rows * shareOf(one), 0) / rows;
}
