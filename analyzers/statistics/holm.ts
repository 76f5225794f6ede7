/** What Holm's procedure says of one p-value: `rejected` exactly when `pValue <= threshold`. */
export interface HolmVerdict {
  readonly pValue: number;
  /** What this p-value had to reach, given the others. */
  readonly threshold: number;
  readonly rejected: boolean;
}

/**
 * Holm's step-down procedure: the chance of any false rejection is at most `alpha`, whatever the dependence of the checks. Verdicts in the order of the p-values.
 * The k-th smallest of m is held against alpha ÷ (m − k + 1) until one fails; it and all larger ones are kept, at that threshold.
 * [Holm 1979, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6]
 */
export function holm(pValues: readonly number[], alpha: number): readonly HolmVerdict[] {
  const verdicts: HolmVerdict[] = [];
  const order = pValues.map((pValue, index) => ({ pValue, index })).sort((a, b) => a.pValue - b.pValue);
  let rejections = 0;
  for (const [rank, { pValue, index }] of order.entries()) {
    const threshold = alpha / (pValues.length - rejections);
    const rejected = rejections === rank && pValue <= threshold;
    if (rejected) rejections += 1;
    verdicts[index] = { pValue, threshold, rejected };
  }
  return verdicts;
}
