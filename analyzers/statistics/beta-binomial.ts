import { logGamma } from "./distributions/log-gamma.ts";
import { logChoose } from "./permutation/log-factorial.ts";

/** Counts of a Beta distribution over a rate: `failed` and `answered` pseudo-observations, both over 0. */
export interface RateBelief {
  readonly failed: number;
  readonly answered: number;
}

/** Terms of a tail under this part of its sum no longer count. */
const NEGLIGIBLE = 1e-17;

/** ln P(X = failed) of some requests when their rate is drawn from a Beta, without the binomial coefficient, which no belief changes; as a function of both counts. */
export function betaBinomialLogLikelihood({ failed: a, answered: b }: RateBelief): (failed: number, requests: number) => number {
  const [ofFailed, ofAnswered, ofAll] = [logGamma(a), logGamma(b), logGamma(a + b)];
  return (failed, requests) =>
    (failed === 0 ? 0 : logGamma(failed + a) - ofFailed) + logGamma(requests - failed + b) - ofAnswered - (logGamma(requests + a + b) - ofAll);
}

/**
 * P(X ≥ failed) of n requests when their rate is drawn from a Beta: the exact tail of the beta-binomial, so an uncertain rate and failures that come in groups are both paid for.
 * Term k+1 over term k is (n − k)(a + k) ÷ ((k + 1)(b + n − k − 1)); summed from the shorter side. `failed` and `requests` are whole numbers.
 */
export function betaBinomialTail(failed: number, requests: number, belief: RateBelief): number {
  if (failed <= 0) return 1;
  if (failed > requests) return 0;
  const { failed: a, answered: b } = belief;
  const up = failed > (requests * a) / (a + b);
  const first = up ? failed : failed - 1;
  let term = Math.exp(betaBinomialLogLikelihood(belief)(first, requests) + logChoose(requests, first));
  let sum = 0;
  for (let k = first; up ? k <= requests : k >= 0; k += up ? 1 : -1) {
    sum += term;
    if (term < NEGLIGIBLE * sum && (up ? b : a) >= 1) break;
    term *= up ? ((requests - k) * (a + k)) / ((k + 1) * (b + requests - k - 1)) : (k * (b + requests - k)) / ((requests - k + 1) * (a + k - 1));
  }
  return Math.min(1, up ? sum : Math.max(0, 1 - sum));
}
