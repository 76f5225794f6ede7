import { holm, type HolmVerdict } from "../statistics/holm.ts";

/** A hypothesis's p-value, and the least that its data's margins would have allowed. */
export interface Hypothesis {
  readonly pValue: number;
  /** 0 where it is not known; 1 for a hypothesis that could never be rejected (a missing share where nothing is missing). */
  readonly leastPValue: number;
}

/**
 * Shares a family-wise rate: hypotheses that could not be rejected at any share, whatever the data, are left out, and Holm's procedure judges the others. Which ones are left out depends on
 * the pooled rows only, so the rate holds: k is the least number for which at most k hypotheses could reach `rate` ÷ k. Verdicts in the order of the hypotheses.
 * [Tarone 1990, A modified Bonferroni method for discrete data, Biometrics 46]
 */
export function shareBudget(hypotheses: readonly Hypothesis[], rate: number): readonly HolmVerdict[] {
  const shares = testable(hypotheses, rate);
  const judged = holm(
    shares.map((index) => hypotheses[index]?.pValue ?? 1),
    rate,
  );
  const verdicts = new Map(shares.map((index, place) => [index, judged[place]]));
  return hypotheses.map(({ pValue }, index) => verdicts.get(index) ?? { pValue, threshold: rate / Math.max(1, shares.length), rejected: false });
}

/** Places of the hypotheses that can be rejected at all at their share of the rate. */
function testable(hypotheses: readonly Hypothesis[], rate: number): readonly number[] {
  const order = hypotheses.map(({ leastPValue }, index) => ({ leastPValue, index })).sort((a, b) => a.leastPValue - b.leastPValue);
  let reachable = order.length;
  // Fewer shares are larger shares, which more hypotheses can reach: the least k whose own number of reachable ones does not exceed it.
  for (let k = 1; k <= order.length; k++) {
    while (reachable > 0 && (order[reachable - 1]?.leastPValue ?? 1) > rate / k) reachable -= 1;
    if (reachable <= k) break;
  }
  return order.slice(0, reachable).map(({ index }) => index);
}
