/** How much of a window's level is its neighbour's: correlation of one window's own level with the next one's, as of weather or campaigns. Taken for granted, since few windows cannot teach it; with less of it, verdicts are only slower. */
const CORRELATION = 0.5;

/** How many independent windows say as much about the spread as one of many such: (1 − ρ²) ÷ (1 + ρ²). [Bayley and Hammersley 1946, The effective number of independent observations in an autocorrelated time series] */
export const WORTH = (1 - CORRELATION ** 2) / (1 + CORRELATION ** 2);

/** Variance of the mean level of so many windows in a row, over that of one; 0 of infinitely many. */
export function meanVariance(windows: number): number {
  if (!Number.isFinite(windows) || windows < 1) return 0;
  let pairs = 0;
  for (let lag = 1, power = CORRELATION; lag < windows && power > Number.EPSILON; lag++, power *= CORRELATION) pairs += (windows - lag) * power;
  return (windows + 2 * pairs) / windows ** 2;
}
