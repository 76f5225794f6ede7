import type { NumericSample } from "../sample.ts";
import { mergedSteps } from "./merged-steps.ts";
import { normalSurvival } from "../distributions/normal-survival.ts";

/** What Mann–Whitney's test needs of two samples. */
export interface MannWhitneyRanks {
  /** Pairs in which the reference's row is the larger, ties half. */
  readonly u: number;
  /** Standard deviation of `u` when both samples come from one distribution, ties taken into account. */
  readonly deviation: number;
  readonly reference: number;
  readonly current: number;
  readonly ties: boolean;
}

/** Walks both samples once. Both have rows. */
export function mannWhitneyRanks(reference: NumericSample, current: NumericSample): MannWhitneyRanks {
  const [n, m] = [reference.total, current.total];
  const { referenceUpTo, currentUpTo } = mergedSteps(reference, current);
  let u = 0;
  let ties = 0;
  let referenceBefore = 0;
  let currentBefore = 0;
  for (let step = 0; step < referenceUpTo.length; step++) {
    const referenceNow = referenceUpTo[step] ?? 0;
    const currentNow = currentUpTo[step] ?? 0;
    const ofReference = referenceNow - referenceBefore;
    const tied = ofReference + currentNow - currentBefore;
    u += (ofReference * (currentBefore + currentNow)) / 2;
    ties += tied * tied * tied - tied;
    referenceBefore = referenceNow;
    currentBefore = currentNow;
  }
  const variance = n + m < 2 ? 0 : ((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1)));
  return { u, deviation: Math.sqrt(Math.max(0, variance)), reference: n, current: m, ties: ties > 0 };
}

/** The p-values of the three alternatives by the normal approximation; `less`: the reference's values are the smaller ones. scipy's `mannwhitneyu(method="asymptotic")`. */
export function mannWhitneyPValues(ranks: MannWhitneyRanks, continuity = true): { twoSided: number; less: number; greater: number } {
  const middle = (ranks.reference * ranks.current) / 2;
  const tail = (u: number): number => (ranks.deviation === 0 ? 1 : normalSurvival((u - middle - (continuity ? 0.5 : 0)) / ranks.deviation));
  const mirrored = ranks.reference * ranks.current - ranks.u;
  return { twoSided: Math.min(1, 2 * tail(Math.max(ranks.u, mirrored))), less: tail(mirrored), greater: tail(ranks.u) };
}
