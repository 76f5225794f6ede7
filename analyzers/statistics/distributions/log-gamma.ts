import gammaln from "@stdlib/math-base-special-gammaln";

/** ln Γ(x) for x > 0. */
export function logGamma(x: number): number {
  return gammaln(x);
}
