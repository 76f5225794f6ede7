import { binomialDensity } from "./binomial-density.ts";

/** Probability of `k` marked among `drawn` of `marked + plain`, to about 14 digits for any size (by logarithms of factorials, as packages do, digits are lost as the table grows). R's dhyper.
 * [Loader 2000, Fast and accurate computation of binomial probabilities] */
export function hypergeometricDensity(k: number, marked: number, plain: number, drawn: number): number {
  const total = marked + plain;
  const [p, q] = [drawn / total, (total - drawn) / total];
  return (binomialDensity(k, marked, p, q) * binomialDensity(drawn - k, plain, p, q)) / binomialDensity(drawn, total, p, q);
}
