import { figure } from "../../statistics/figure.ts";
import type { CategoricalSample } from "../../statistics/sample.ts";
import { count } from "../../findings/in-words.ts";
import type { Check } from "../check.ts";
import { FEW_ROWS } from "../in-words.ts";

/** Levels of one side only, most rows first. */
export interface LevelsOfOneSide {
  readonly levels: readonly { readonly level: string; readonly rows: number }[];
  readonly rows: number;
}

/** Levels of `of` that `against` lacks. */
export function levelsOnlyIn(of: CategoricalSample, against: CategoricalSample): LevelsOfOneSide {
  const levels = [...of.counts].filter(([level]) => !against.counts.has(level)).map(([level, rows]) => ({ level, rows }));
  return { levels: levels.sort((a, b) => b.rows - a.rows || (a.level < b.level ? -1 : 1)), rows: levels.reduce((sum, { rows }) => sum + rows, 0) };
}

/**
 * Whether new levels, or the loss of known ones, are more than chance. Given the pooled counts, a level of c rows lies on one side alone with a known chance (the reference's unseen mass by exchangeability;
 * Good's and Turing's estimate is its mean). Two looks for each direction, each a bound on the p-value: the one level least likely to be there by chance, times the number of levels, and the number of
 * such levels against its expected number μ, of the N levels that could be on that side alone, (μ ÷ k)^k ((N − μ) ÷ (N − k))^(N − k), which holds since the indicators are negatively associated. The smallest of the four counts, times four.
 * The statistic is the share of the current rows in new levels, or, for lost ones, the reference's share of those. [Good 1953, Biometrika 40; Joag-Dev and Proschan 1983, Annals of Statistics 11; Hoeffding 1963, JASA 58, theorem 1]
 */
export function levelsCheck(reference: CategoricalSample, current: CategoricalSample): Check {
  const pooled = pooledCounts(reference, current);
  const [appeared, vanished] = [levelsOnlyIn(current, reference), levelsOnlyIn(reference, current)];
  const ofNew = chanceOf(appeared, pooled, current.total, reference.total);
  const ofGone = chanceOf(vanished, pooled, reference.total, current.total);
  const gone = ofGone < ofNew;
  const statistic = gone ? vanished.rows / reference.total : appeared.rows / current.total;
  return {
    check: "levels",
    statistic,
    pValue: Math.min(1, 2 * Math.min(ofNew, ofGone)),
    leastPValue: leastChance(pooled, reference.total, current.total),
    thresholdAt: (level) => leastShare(level, pooled.length, gone ? reference.total : current.total, gone ? current.total : reference.total),
    size: statistic,
    detail: gone ? detailOf(vanished, reference.total, "gone") : detailOf(appeared, current.total, "new"),
    source: "chance of a level to lie on one side only, exact, bounded over levels",
  };
}

function pooledCounts(reference: CategoricalSample, current: CategoricalSample): readonly number[] {
  const counts = new Map(reference.counts);
  for (const [level, rows] of current.counts) counts.set(level, (counts.get(level) ?? 0) + rows);
  return [...counts.values()];
}

/** The smaller of both looks, doubled. */
function chanceOf(one: LevelsOfOneSide, pooled: readonly number[], side: number, other: number): number {
  const largest = one.levels[0];
  if (largest === undefined) return 1;
  const ofLargest = Math.min(1, pooled.length * chanceOfSide(largest.rows, side, other));
  return Math.min(1, 2 * Math.min(ofLargest, chanceOfNumber(one.levels.length, expectedNumber(pooled, side, other))));
}

/** Chance that `rows` rows all lie on the side of `side` rows, of `side + other`. */
function chanceOfSide(rows: number, side: number, other: number): number {
  let chance = 1;
  for (let row = 0; row < rows && chance > 1e-300; row++) chance *= Math.max(0, side - row) / (side + other - row);
  return chance;
}

/** How many levels lie on the side of `side` rows alone: on average, and at most. */
function expectedNumber(pooled: readonly number[], side: number, other: number): { readonly expected: number; readonly most: number } {
  const known = new Map<number, number>();
  let [expected, most] = [0, 0];
  for (const rows of pooled) {
    const chance = known.get(rows) ?? chanceOfSide(rows, side, other);
    known.set(rows, chance);
    expected += chance;
    most += Number(rows <= side);
  }
  return { expected, most };
}

function chanceOfNumber(number: number, { expected, most }: { readonly expected: number; readonly most: number }): number {
  if (number <= expected) return 1;
  if (expected === 0 || number > most) return 0;
  const others = most - number;
  return Math.exp(number * Math.log(expected / number) + (others === 0 ? 0 : others * Math.log((most - expected) / others)));
}

/** What the most frequent level, or all of them, could at best have shown; 1 with one level only. */
function leastChance(pooled: readonly number[], reference: number, current: number): number {
  if (pooled.length < 2) return 1;
  const most = pooled.reduce((largest, rows) => Math.max(largest, rows <= Math.max(reference, current) ? rows : 0), 0);
  const ofOne = Math.min(chanceOfSide(most, reference, current), chanceOfSide(most, current, reference)) * pooled.length;
  const numbers = [expectedNumber(pooled, current, reference), expectedNumber(pooled, reference, current)];
  const ofAll = Math.min(...numbers.map((number) => chanceOfNumber(number.most, number)));
  return Math.min(1, 4 * Math.min(ofOne, ofAll));
}

/** The share of a side's rows that a single level of that side alone must have; null when even all its rows are too few. */
function leastShare(level: number, levels: number, side: number, other: number): number | null {
  let chance = 1;
  for (let row = 0; row < side; row++) {
    chance *= (side - row) / (side + other - row);
    if (4 * levels * chance <= level) return (row + 1) / side;
  }
  return null;
}

function detailOf({ levels, rows }: LevelsOfOneSide, total: number, what: "new" | "gone"): string {
  if (levels.length === 0) return "no new levels, none gone";
  const part = (of: number): string => (total < FEW_ROWS ? `${of} of ${total} rows` : `${figure((of / total) * 100)} %`);
  const named = levels.slice(0, 3).map((level) => `${level.level} (${part(level.rows)})`);
  const more = levels.length > 3 ? ` and ${levels.length - 3} more` : "";
  return `${what}: ${named.join(", ")}${more}; ${count(rows)} of ${count(total)} rows${what === "gone" ? " of the reference" : ""}`;
}
