import { gammaTail } from "./gamma-tail.ts";
import { leastWith } from "./least-with.ts";

/** Statistics drawn given that they reach `from`, which has the chance `chance`; the whole null from −∞ with chance 1. */
export interface Stage {
  readonly from: number;
  readonly chance: number;
  /** Rising. */
  readonly statistics: Float64Array;
}

/** P(T ≥ t) as draws say. */
export interface SurvivalCurve {
  pValue(statistic: number): number;
  /** The least statistic whose p-value is at most the level. */
  thresholdAt(level: number): number;
}

/** With fewer draws beyond it than this, a value lies in the fitted tail. */
const TAIL_RANK = 10;
/** Statistics as equal as that are ties: they differ by the order of summation. */
const TIE = 1e-9;
/** Each stage adds about 4 % of variance to the logarithm of the chance; raised a little, what is called improbable stays so on average. */
const CARE = 0.98;

/** The curve through stages that each begin further out: shares of the draws inside, beyond the last stage's tenth largest draw a gamma distribution fitted to it.
 * @param atLeast what the chance is known not to be under; falls as the statistic grows. */
export function survivalCurve(stages: readonly Stage[], atLeast: (statistic: number) => number = () => 0): SurvivalCurve {
  const last = stages.at(-1);
  if (last === undefined) throw new RangeError("a survival curve needs at least one stage of draws, got none");
  const size = last.statistics.length;
  const tailFrom = last.statistics[Math.max(0, size - TAIL_RANK)] ?? 0;
  const tail = gammaTail(last.statistics, tailFrom);
  const chanceOfTail = last.chance * shareReaching(last.statistics, tailFrom);
  const byDraws = (reached: number): number => {
    if (reached > tailFrom) return Math.max(Number.MIN_VALUE, chanceOfTail * tail(reached));
    const stage = stages.findLast(({ from }) => from <= reached) ?? last;
    return Math.min(1, stage.chance * shareReaching(stage.statistics, reached));
  };
  const pValue = (statistic: number): number => {
    const reached = statistic - TIE * Math.abs(statistic);
    const chance = byDraws(reached);
    return Math.min(1, Math.max(stages.length > 1 ? chance ** CARE : chance, atLeast(reached)));
  };
  return { pValue, thresholdAt: (level) => leastWith((statistic) => pValue(statistic) <= level) };
}

/** Share of the draws that reach a value, the value itself counted as one more draw. [Phipson and Smyth 2010, Permutation p-values should never be zero] */
function shareReaching(rising: Float64Array, value: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rising[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return (rising.length - low + 1) / (rising.length + 1);
}
