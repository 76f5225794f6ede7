import { hypergeometricDensity } from "./hypergeometric-density.ts";

/** How many of `drawn` rows, of `marked + plain`, are marked when all are alike. */
export interface Drawing {
  readonly marked: number;
  readonly plain: number;
  readonly drawn: number;
}

/** The least and the most marked rows that can be drawn. */
export function drawnRange({ marked, plain, drawn }: Drawing): readonly [number, number] {
  return [Math.max(0, drawn - plain), Math.min(drawn, marked)];
}

/** P(X ≥ k), summed from k outward to about 12 digits; long for a k under the middle. */
export function upperTail(k: number, drawing: Drawing): number {
  const { marked, plain, drawn } = drawing;
  const ratio = (at: number): number => ((marked - at) * (drawn - at)) / ((at + 1) * (plain - drawn + at + 1));
  return tailSum(hypergeometricDensity(k, marked, plain, drawn), ratio, k, drawnRange(drawing)[1] - k, 1);
}

/** P(X ≤ k), summed from k outward to about 12 digits; long for a k over the middle. */
export function lowerTail(k: number, drawing: Drawing): number {
  const { marked, plain, drawn } = drawing;
  const ratio = (at: number): number => (at * (plain - drawn + at)) / ((marked - at + 1) * (drawn - at + 1));
  return tailSum(hypergeometricDensity(k, marked, plain, drawn), ratio, k, k - drawnRange(drawing)[0], -1);
}

/** Each term follows from the last, as long as they count. */
function tailSum(first: number, ratio: (k: number) => number, from: number, steps: number, direction: 1 | -1): number {
  let [term, total] = [first, first];
  for (let step = 0; step < steps && term > total * 1e-18; step++) {
    term *= ratio(from + direction * step);
    total += term;
  }
  return Math.min(1, total);
}
