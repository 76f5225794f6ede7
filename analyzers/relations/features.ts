import { type Ranked, ranked, rankedGroups } from "./ranked.ts";
import type { RelationColumn, RelationData } from "./relation-data.ts";

/** Something of a column that ranks can be taken of: its numbers, or whether it has one of its levels. */
export interface Feature {
  readonly column: string;
  /** The level that it stands for; null of numbers. */
  readonly level: string | null;
  readonly reference: Ranked;
  readonly current: Ranked;
}

/** Rows, on each side, outside the commonest value of a feature, under which nothing is said of its relations. */
const LEAST_INFORMATIVE = 20;
const LEAST_SHARE = 0.02;
const MOST_LEVELS = 8;

/**
 * The features of the columns that both sides have: one of numbers, of categories one for each of the commonest levels (at most 8, fewer where there are many columns; a level needs 2 % and 20
 * rows on each side). `most` is how many there should be in all; each column has one.
 * Times have none: what moves with them is a trend, which each stretch of time has its own of.
 */
export function featuresOf(reference: RelationData, current: RelationData, most: number): readonly Feature[] {
  const pairs = [...reference.columns.values()].flatMap((column) => {
    const other = current.columns.get(column.name);
    return other?.type === column.type && column.type !== "datetime" ? [[column, other] as const] : [];
  });
  const categorical = pairs.filter(([column]) => column.type === "categorical").length;
  const levels = Math.max(1, Math.min(MOST_LEVELS, Math.floor((most - (pairs.length - categorical)) / Math.max(1, categorical))));
  return pairs
    .flatMap(([ours, theirs]) => (ours.type === "categorical" ? levelFeatures(ours, theirs, levels) : [numberFeature(ours, theirs)]))
    .filter(isInformative);
}

function numberFeature(ours: RelationColumn, theirs: RelationColumn): Feature {
  return { column: ours.name, level: null, reference: ranked(numbersOf(ours)), current: ranked(numbersOf(theirs)) };
}

function numbersOf(column: RelationColumn): Float64Array {
  return column.type === "categorical" ? new Float64Array(column.codes.length).fill(Number.NaN) : column.values;
}

function levelFeatures(ours: RelationColumn, theirs: RelationColumn, most: number): readonly Feature[] {
  if (ours.type !== "categorical" || theirs.type !== "categorical") return [];
  const [inOurs, inTheirs] = [countsOf(ours.codes, ours.levels), countsOf(theirs.codes, theirs.levels)];
  const common = ours.levels
    .map((level) => ({ level, share: Math.min((inOurs.get(level) ?? 0) / ours.codes.length, (inTheirs.get(level) ?? 0) / theirs.codes.length) }))
    .filter(({ share }) => share >= LEAST_SHARE)
    .sort((a, b) => b.share - a.share || (a.level < b.level ? -1 : 1));
  // With two levels one says what the other does.
  const told = common.length === 2 && ours.levels.length === 2 && theirs.levels.length === 2 ? 1 : most;
  return common.slice(0, told).map(({ level }) => ({ column: ours.name, level, reference: indicator(ours, level), current: indicator(theirs, level) }));
}

function countsOf(codes: Int32Array, levels: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Int32Array(levels.length);
  for (const code of codes) if (code >= 0) counts[code] = (counts[code] ?? 0) + 1;
  return new Map(levels.map((level, place) => [level, counts[place] ?? 0]));
}

function indicator({ codes, levels }: Extract<RelationColumn, { type: "categorical" }>, level: string): Ranked {
  const wanted = levels.indexOf(level);
  return rankedGroups(
    codes.map((code) => (code < 0 ? -1 : code === wanted ? 1 : 0)),
    2,
  );
}

function isInformative({ reference, current }: Feature): boolean {
  return Math.min(reference.informative, current.informative) >= LEAST_INFORMATIVE;
}
