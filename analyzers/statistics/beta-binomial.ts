/** Counts of a Beta distribution over a rate: `failed` and `answered` pseudo-observations, both over 0. */
export interface RateBelief {
  readonly failed: number;
  readonly answered: number;
}

/**
 * P(X ≥ failed) of n requests when their rate is drawn from a Beta: the exact tail of the beta-binomial, so an uncertain rate and failures that come in groups are both paid for.
 * Term k+1 over term k is (n − k)(a + k) ÷ ((k + 1)(b + n − k − 1)); the first term is a product of ratios, in logarithms. `failed` and `requests` are whole numbers.
 */
export function betaBinomialTail(failed: number, requests: number, belief: RateBelief): number {
  if (failed <= 0) return 1;
  const { failed: a, answered: b } = belief;
  let logTerm = 0;
  for (let k = 0; k < requests; k += 1) logTerm += Math.log((b + k) / (a + b + k));
  let tail = 0;
  for (let k = 0; k <= requests; k += 1) {
    if (k >= failed) tail += Math.exp(logTerm);
    if (k < requests) logTerm += Math.log(((requests - k) * (a + k)) / ((k + 1) * (b + requests - k - 1)));
  }
  return Math.min(1, tail);
}
