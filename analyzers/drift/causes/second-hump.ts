import { figure } from "../../statistics/figure.ts";
import { type NumericSample, weightedSample } from "../../statistics/sample.ts";
import type { Explanation } from "./explanation.ts";
import { midQuantile } from "./middle-and-width.ts";

const CELLS = 24;
const FEWEST_CELLS = 8;
const VALUES_A_CELL = 2;
/** Least share of rows on either side of the valley. */
const LEAST_SHARE = 0.05;
/** The valley holds at most this share of the lower top's rows, and so many standard deviations fewer. */
const VALLEY = 0.6;
const DEVIATIONS = 3.5;
/** From this ratio of the outer quantiles on, numbers of one sign are looked at on the logarithm too. */
const WIDE_RATIO = 20;

interface Hump {
  /** The middle of the rows beyond the valley on the side with fewer. */
  readonly at: number;
  readonly share: number;
}

/** A second hump in a window, where the baseline has one: two tops with a valley between them deeper than chance. */
export function secondHump(reference: NumericSample, current: NumericSample): readonly Explanation[] {
  const found = humpOf(current, false) ?? humpOf(current, true);
  if (found === null || (humpOf(reference, false) ?? humpOf(reference, true)) !== null) return [];
  const share = `${figure(found.share * 100)} % of rows`;
  const change = (baseline: string): string => `has two humps where ${baseline} has one, the smaller around ${figure(found.at)} with ${share}`;
  const common = { key: "hump", change, weight: 0 };
  return [
    { ...common, cause: "secondHump", text: `a second hump came up, with ${share}` },
    { ...common, cause: "mixedSources", text: "a second source is mixed in", weight: -1 },
  ];
}

function humpOf(sample: NumericSample, onLogarithm: boolean): Hump | null {
  const [low, high] = [midQuantile(sample, 0.01), midQuantile(sample, 0.99)];
  if (onLogarithm && !(low > 0 && high / low > WIDE_RATIO)) return null;
  if (onLogarithm) {
    const positive = sample.values.flatMap((value, index) => (value > 0 ? [[Math.log(value), sample.weights[index] ?? 0] as const] : []));
    const found = humpOf(weightedSample(positive), false);
    return found === null ? null : { ...found, at: Math.exp(found.at) };
  }
  if (!(high > low)) return null;
  // Whole numbers, and others on a grid, leave gaps of their own: cells must hold several of them.
  const distinct = sample.values.filter((value) => value >= low && value <= high).length;
  const count = Math.min(CELLS, Math.floor(distinct / VALUES_A_CELL));
  if (count < FEWEST_CELLS) return null;
  const cells = Array.from({ length: count }, () => 0);
  for (const [index, value] of sample.values.entries()) {
    const cell = Math.min(count - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * count)));
    cells[cell] = (cells[cell] ?? 0) + (sample.weights[index] ?? 0);
  }
  const valley = deepestValley(cells);
  if (valley === null) return null;
  const border = low + ((valley + 0.5) / count) * (high - low);
  const sides = [(value: number) => value < border, (value: number) => value >= border].map((keep) =>
    weightedSample(sample.values.flatMap((value, index) => (keep(value) ? [[value, sample.weights[index] ?? 0] as const] : []))),
  );
  const [smaller] = sides.toSorted((a, b) => a.total - b.total);
  if (smaller === undefined || smaller.total < LEAST_SHARE * sample.total) return null;
  return { at: midQuantile(smaller, 0.5), share: smaller.total / sample.total };
}

/** The cell of the deepest valley between two tops that chance does not explain; null without one. Tops and valley are means of three cells. */
function deepestValley(cells: readonly number[]): number | null {
  const smooth = cells.map((_, cell) => (cells[cell - 1] ?? 0) + (cells[cell] ?? 0) + (cells[cell + 1] ?? 0));
  let [best, deepest]: [number | null, number] = [null, DEVIATIONS];
  for (let cell = 1; cell < smooth.length - 1; cell++) {
    const top = Math.min(Math.max(...smooth.slice(0, cell)), Math.max(...smooth.slice(cell + 1)));
    const rows = smooth[cell] ?? 0;
    const depth = (top - rows) / Math.sqrt(top + rows + 1);
    if (rows <= VALLEY * top && depth > deepest) [best, deepest] = [cell, depth];
  }
  return best;
}
