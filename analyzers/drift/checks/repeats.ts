import { figure } from "../../statistics/figure.ts";
import type { NumericSample } from "../../statistics/sample.ts";
import { weightedDeviation, weightedMean } from "../../statistics/two-sample/moments.ts";
import type { ColumnNull } from "../null/column-null.ts";
import { shareChance } from "../null/rare-share.ts";
import { type Spread, usualSize } from "../../statistics/spread.ts";
import { type Check, distanceSource } from "./check.ts";

/** A value whose rows are fewer than so many standard deviations above what is expected is not looked at. */
const STANDS_OUT = 4;
/** Most values that are looked at, those that stand out most. */
const MOST = 3;

/**
 * Whether many more rows have one and the same value than in the baseline, as where a source is stuck, or sends rows again: beta-binomial for each value, times the number of values that the baseline has. The window's own level moves a
 * value's share by as many times as the value lies from the mean in standard deviations, and by what the commonest values' shares come and go between windows of the baseline. A value that is new is held against all rows with
 * values that a window of the baseline has alone. Null where the baseline has one value.
 */
export function repeatsCheck(known: ColumnNull, current: NumericSample): Check | null {
  const { reference } = known;
  if (reference.type !== "numeric" || reference.values.length < 2 || current.total === 0) return null;
  const found = standingOut(reference, current)
    .map((one) => ({ ...one, chance: chanceOf(known, reference, current.total, one) }))
    .toSorted((a, b) => a.chance - b.chance);
  const [first] = found;
  const pValue = first === undefined ? 1 : Math.min(1, (reference.values.length + 1) * first.chance);
  const now = (first?.rows ?? 0) / current.total;
  const before = (first?.seen ?? 0) / reference.total;
  return {
    check: "repeats",
    statistic: now,
    pValue,
    thresholdAt: () => null,
    effect: Math.max(0, now - before),
    detail:
      first === undefined
        ? "no value has many more rows"
        : `${figure(first.value)} in ${figure(now * 100)} % of rows, in the baseline in ${figure(before * 100)} %`,
    source: `beta-binomial, a value each; ${distanceSource(known, known.distance("wasserstein"))}`,
  };
}

interface Repeated {
  readonly value: number;
  readonly rows: number;
  /** Rows of the baseline that have it. */
  readonly seen: number;
}

function standingOut(reference: NumericSample, current: NumericSample): readonly Repeated[] {
  const seen = new Map(reference.values.map((value, place) => [value, reference.weights[place] ?? 0]));
  const excess = ({ rows, seen: before }: Repeated): number => {
    const expected = ((before + 1) / (reference.total + 1)) * current.total;
    return (rows - expected) / Math.sqrt(expected + 1);
  };
  return current.values
    .map((value, place): Repeated => ({ value, rows: current.weights[place] ?? 0, seen: seen.get(value) ?? 0 }))
    .filter((one) => excess(one) >= STANDS_OUT)
    .toSorted((a, b) => excess(b) - excess(a))
    .slice(0, MOST);
}

function chanceOf(known: ColumnNull, reference: NumericSample, rows: number, { value, rows: of, seen }: Repeated): number {
  if (seen === 0) return shareChance(known.newLevels(), { of, rows });
  const deviation = weightedDeviation(reference);
  const away = deviation > 0 ? Math.abs(value - weightedMean(reference)) / deviation : 1;
  const moved = times(Math.max(1, away), known.spread());
  const { spread: repeated, windows } = known.repeats();
  return shareChance({ seen, rows: reference.total, spread: usualSize(moved) > usualSize(repeated) ? moved : repeated, windows }, { of, rows });
}

function times(factor: number, { sizes, weights }: Spread): Spread {
  return { sizes: sizes.map((size) => size * factor), weights };
}
