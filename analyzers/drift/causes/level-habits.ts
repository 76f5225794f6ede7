import { chiSquareSurvival } from "../../statistics/distributions/chi-square-survival.ts";
import { type CategoricalSample, sum } from "../../statistics/sample.ts";
import type { ColumnNull } from "../null/column-null.ts";

/** A category column as it is from block to block of its baseline. */
export interface LevelHabits {
  readonly reference: CategoricalSample;
  /** By how much more than by sampling alone a window of so many rows varies: a factor on the variance of its shares. */
  readonly dispersion: (rows: number) => number;
}

/** Blocks that the stated prior counts as, and its standard deviation of a share's logit between blocks. */
const PRIOR = { blocks: 2, deviation: 0.2 };
/** Expected rows under which levels are put together. */
const LEAST_EXPECTED = 5;
/** Under this chance a window's shares are not as in the baseline. */
const FITS = 2e-3;

const prepared = new WeakMap<ColumnNull, LevelHabits | null>();

/** Null where the column has no categories. Once for as long as the column's null is in memory. */
export function levelHabitsOf(known: ColumnNull): LevelHabits | null {
  const made = prepared.get(known);
  if (made !== undefined) return made;
  const habits = prepare(known);
  prepared.set(known, habits);
  return habits;
}

/** The rows of the dispersion are those of the beta-binomial: variance over binomial = 1 + (rows − 1) × ρ, ρ from the chi-squares of the blocks. [Williams 1982, Extra-binomial variation, Applied Statistics 31] */
function prepare({ column, reference }: ColumnNull): LevelHabits | null {
  if (reference.type !== "categorical" || reference.total === 0) return null;
  const excess = column.blocks.flatMap((block) => {
    if (block.type !== "categorical") return [];
    const rows = sum([...block.counts.values()]);
    const { statistic, degrees } = misfit(reference, block.counts, rows);
    return rows < 2 || degrees === 0 ? [] : [Math.max(0, statistic / degrees - 1) / (rows - 1)];
  });
  const shares = [...reference.counts.values()].map((rows) => rows / reference.total);
  const prior = (PRIOR.deviation ** 2 * sum(shares.map((share) => share * (1 - share)))) / Math.max(1, shares.length - 1);
  const correlation = (PRIOR.blocks * prior + sum(excess)) / (PRIOR.blocks + excess.length);
  return { reference, dispersion: (rows) => (1 + Math.max(0, rows - 1) * correlation) * (1 + rows / reference.total) };
}

/** Whether so many rows by level have the baseline's shares, as far as its blocks have them. @param least chance of shares so far off */
export function sharesFit({ reference, dispersion }: LevelHabits, counts: ReadonlyMap<string, number>, least = FITS): boolean {
  const rows = sum([...counts.values()]);
  if (rows === 0) return false;
  const { statistic, degrees } = misfit(reference, counts, rows);
  return chiSquareSurvival(statistic / dispersion(rows), degrees) >= least;
}

/** Pearson's chi-square of counts against the baseline's shares; rare levels, and those that the baseline has not, together. */
function misfit(reference: CategoricalSample, counts: ReadonlyMap<string, number>, rows: number): { readonly statistic: number; readonly degrees: number } {
  let [statistic, cells, rareExpected, rareSeen] = [0, 0, 0, rows];
  for (const [level, known] of reference.counts) {
    const expected = (known / reference.total) * rows;
    if (expected < LEAST_EXPECTED) {
      rareExpected += expected;
      continue;
    }
    const seen = counts.get(level) ?? 0;
    rareSeen -= seen;
    statistic += (seen - expected) ** 2 / expected;
    cells += 1;
  }
  if (rareExpected === 0 && rareSeen === 0) return { statistic, degrees: Math.max(0, cells - 1) };
  const expected = Math.max(rareExpected, 0.5);
  return { statistic: statistic + (rareSeen - expected) ** 2 / expected, degrees: cells };
}
