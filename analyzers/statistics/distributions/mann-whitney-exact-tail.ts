/** P(U ≥ u) exactly for n and m rows without ties: the coefficients of the Gaussian binomial coefficient; cost n m · min(n, m). scipy's `mannwhitneyu(method="exact")`.
 * [Mann and Whitney 1947, On a test of whether one of two random variables is stochastically larger than the other] */
export function mannWhitneyExactTail(u: number, n: number, m: number): number {
  const [few, many] = [Math.min(n, m), Math.max(n, m)];
  const density = new Float64Array(n * m + 1);
  density[0] = 1;
  for (let i = 1; i <= few; i++) multiply(density, many + i, i);
  const from = Math.floor(u);
  let [above, all] = [0, 0];
  for (const [value, count] of density.entries()) {
    all += count;
    if (value >= from) above += count;
  }
  return Math.min(1, above / all);
}

/** Times (1 − qᵃ) / (1 − qᵇ), in place. */
function multiply(polynomial: Float64Array, a: number, b: number): void {
  for (let k = polynomial.length - 1; k >= a; k--) polynomial[k] = (polynomial[k] ?? 0) - (polynomial[k - a] ?? 0);
  for (let k = b; k < polynomial.length; k++) polynomial[k] = (polynomial[k] ?? 0) + (polynomial[k - b] ?? 0);
}
