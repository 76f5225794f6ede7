import { hypergeometricDensity } from "../distributions/hypergeometric-density.ts";
import { drawnRange, lowerTail, upperTail } from "../distributions/hypergeometric-tails.ts";
import type { TwoByTwo } from "./two-levels.ts";

/** Tables whose likelihoods differ by less than this share count as equally likely. */
const TIE = 1e-10;

/** Fisher's exact p-values of a table with rows on both sides and of both levels; `less` and `greater` speak of the odds ratio of the first level in the first side, as scipy's `fisher_exact`. */
export function fisherPValues([[a, b], [c, d]]: TwoByTwo): { twoSided: number; less: number; greater: number } {
  const [marked, plain, drawn] = [a + b, c + d, a + c];
  const drawing = { marked, plain, drawn };
  const [least, most] = drawnRange(drawing);
  const density = (k: number): number => hypergeometricDensity(k, marked, plain, drawn);
  const [less, greater] = [lowerTail(a, drawing), upperTail(a, drawing)];
  const mode = Math.min(most, Math.max(least, Math.floor(((drawn + 1) * (marked + 1)) / (marked + plain + 2))));
  const limit = density(a) * (1 + TIE);
  if (density(mode) <= limit) return { twoSided: 1, less, greater };
  if (a < mode) {
    const from = firstUnder((k) => density(mode + k) <= limit, most - mode);
    return { twoSided: Math.min(1, less + (from === null ? 0 : upperTail(mode + from, drawing))), less, greater };
  }
  const from = firstUnder((k) => density(mode - k) <= limit, mode - least);
  return { twoSided: Math.min(1, greater + (from === null ? 0 : lowerTail(mode - from, drawing))), less, greater };
}

/** The least k of 0 … last for which a rising condition holds; null when it holds for none. */
function firstUnder(holds: (k: number) => boolean, last: number): number | null {
  if (!holds(last)) return null;
  let [low, high] = [0, last];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
