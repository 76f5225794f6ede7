import { leastWith } from "./permutation/least-with.ts";
import { chiSquareSurvival } from "./distributions/chi-square-survival.ts";
import { noncentralChiSquareSurvival } from "./distributions/noncentral-chi-square.ts";
import { normalSurvival } from "./distributions/normal-survival.ts";

/** The rows compared, and how sure a change should be seen. */
export interface Rows {
  readonly reference: number;
  readonly current: number;
  /** What the p-value had to reach. At most 0.1. */
  readonly level: number;
  /** Chance of seeing the change, at least 0.5; default 0.9. */
  readonly power?: number;
}

/** The smallest change that these rows would have shown. */
export interface Detectable {
  readonly change: number;
  /** Rows that each side needs for half of it to show. */
  readonly rowsForHalf: number;
}

/**
 * The smallest shift of a normal column, in its standard deviations, that Kolmogorov–Smirnov would have shown; null where no shift would, since the level asks for more rows. Of √e D (e = nm / (n + m)), at
 * the shift δ: the gap √e (2 Φ(δ/2) − 1) in the middle, give or take the standard deviation √(p (1 − p)) there, p = Φ(δ/2), plus (0.71 + 0.13 z) (√(π/2) √e δ)^−⅓, since the largest gap lies beside it, z the power's normal
 * quantile; both factors from 10,000 simulated Brownian bridges, right within 3 % of the shift for shifts √e δ of 3 to 16. Critical values by Stephens's correction. [Groeneboom 1989, Brownian motion with a parabolic drift and
 * Airy functions; Stephens 1970, Use of the Kolmogorov–Smirnov … statistics without extensive tables]
 */
export function detectableShift(rows: Rows): Detectable | null {
  const change = leastShift(rows);
  if (!Number.isFinite(change)) return null;
  const rowsForHalf = Math.ceil(leastWith((side) => side >= 2 && leastShift({ ...rows, reference: side, current: side }) <= change / 2));
  return { change, rowsForHalf };
}

function leastShift({ reference, current, level, power = 0.9 }: Rows): number {
  const root = Math.sqrt((reference * current) / (reference + current));
  const critical = (Math.sqrt(-Math.log(level / 2) / 2) * root) / (root + 0.12 + 0.11 / root);
  const z = normalQuantile(power);
  const shift = leastWith((shift) => {
    const p = normalSurvival(-shift / 2);
    const drift = root * shift;
    if (drift < 1) return false;
    return root * (2 * p - 1) + (0.71 + 0.13 * z) / Math.cbrt(Math.sqrt(Math.PI / 2) * drift) - z * Math.sqrt(p * (1 - p)) >= critical;
  });
  return root > critical ? shift : Infinity;
}

/**
 * The smallest change of a mix of categories, as total variation (share of rows that changed level), that chi-square would have shown whichever levels changed; null with one level. All levels gaining
 * or losing in proportion to their shares is hardest to see: there the noncentrality is 4 e TV², e = nm / (n + m), and nowhere less (Cauchy and Schwarz), so a change of a rare level shows sooner. For levels with five expected rows
 * or more. [Cohen 1988, Statistical power analysis, ch. 7]
 */
export function detectableMix({ reference, current, level, power = 0.9, levels }: Rows & { readonly levels: number }): Detectable | null {
  if (levels < 2) return null;
  const critical = leastWith((value) => chiSquareSurvival(value, levels - 1) <= level);
  const noncentrality = leastWith((value) => noncentralChiSquareSurvival(critical, levels - 1, value) >= power);
  const effective = (reference * current) / (reference + current);
  const change = Math.sqrt(noncentrality / (4 * effective));
  return change <= 1 ? { change, rowsForHalf: Math.ceil(8 * effective) } : null;
}

function normalQuantile(share: number): number {
  return leastWith((z) => normalSurvival(z) <= 1 - share);
}
