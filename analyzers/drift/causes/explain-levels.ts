import { figure } from "../../statistics/figure.ts";
import { type CategoricalSample, sum } from "../../statistics/sample.ts";
import type { ColumnNull } from "../null/column-null.ts";
import { type Explanation, type LevelPair, type Part, ranked } from "./explanation.ts";
import { type LevelHabits, levelHabitsOf, sharesFit } from "./level-habits.ts";
import { likenessOfNames, plainName, standsForNothing } from "./level-names.ts";

/** Share of rows from which on one level is all of them, and up to which it was not nearly so before. */
const ALL = { now: 0.97, before: 0.6 };
/** Fewest rows of a new level that is looked at. */
const FEWEST_ROWS = 3;
/** A level has shrunk, or fits another's share, at so many standard errors. */
const SHRUNK = 4;
const FITTING = 3;
/** Shares that a rename of unlike names must leave as in the baseline are not so far off but by this chance. */
const UNLIKE_FITS = 0.02;
/** Logarithm of the odds of a rename against a replacement of the same size, before names are looked at: of a whole level, of a part. */
const ODDS = { whole: Math.log(3), part: Math.log(0.5) };

/** What explains a window's levels: names that came for others, a name for "no value", one level in every row; then the rest, where its shares changed. */
export function explainLevels(known: ColumnNull, current: CategoricalSample): readonly Part[] {
  const habits = levelHabitsOf(known);
  if (habits === null || current.total === 0) return [];
  const stuck = stuckLevel(habits, current);
  if (stuck !== null) return [[stuck]];
  const left = new Map(current.counts);
  const same = sameNames(habits, left);
  for (const pair of same) move(left, pair);
  const nothing = [...left].filter(([level, rows]) => standsForNothing(level) && cameNew(habits, current, level, rows)).map(([level]) => level);
  const sentinels = nothing.map((level) => [sentinel(level, (left.get(level) ?? 0) / current.total)]);
  for (const level of nothing) left.delete(level);
  const pairs = pairsOf(habits, left);
  const renamed = pairs.filter((pair) => isRename(habits, left, pairs, pair));
  const weighed = renamed.map((pair) => ({ pair, part: weighRename(pair, (left.get(pair.from) ?? 0) === 0) }));
  for (const { pair } of weighed) move(left, pair);
  const parts = [...same.map((pair) => [rename(pair, Math.log(1000))]), ...weighed.map(({ part }) => part), ...sentinels];
  return parts.length > 0 && sharesFit(habits, left) ? parts : [...parts, [otherMix]];
}

const otherMix: Explanation = { cause: "trueShift", key: "shift", text: "the mix is really another", change: null, weight: 0 };

function stuckLevel({ reference }: LevelHabits, current: CategoricalSample): Explanation | null {
  for (const [level, rows] of current.counts) {
    const before = (reference.counts.get(level) ?? 0) / reference.total;
    if (rows / current.total < ALL.now || before > ALL.before) continue;
    const change = (baseline: string): string =>
      `is ${level} in ${figure((rows / current.total) * 100)} % of rows, against ${figure(before * 100)} % in ${baseline}`;
    const common = { key: level, change, weight: 0 };
    return standsForNothing(level)
      ? { ...common, cause: "sentinel", text: `${quoted(level)} seems to stand for “no value”` }
      : { ...common, cause: "stuckValue", text: `the source seems to repeat ${level}` };
  }
  return null;
}

function sentinel(level: string, share: number): Explanation {
  const text = `${quoted(level)}, in ${figure(share * 100)} % of rows, seems to stand for “no value”`;
  return { cause: "sentinel", key: level, text, change: null, weight: 0 };
}

function cameNew({ reference }: LevelHabits, current: CategoricalSample, level: string, rows: number): boolean {
  const before = (reference.counts.get(level) ?? 0) / reference.total;
  return rows >= FEWEST_ROWS && before < 0.02 && rows - before * current.total > SHRUNK * Math.sqrt(before * current.total + 1);
}

/** New levels that a known one is called, but for case, accents, spaces and signs. */
function sameNames({ reference }: LevelHabits, counts: ReadonlyMap<string, number>): readonly LevelPair[] {
  return [...counts.keys()].flatMap((to): LevelPair[] => {
    if (reference.counts.has(to) || plainName(to) === "") return [];
    const known = [...reference.counts].filter(([level]) => plainName(level) === plainName(to)).toSorted((a, b) => b[1] - a[1])[0];
    return known === undefined ? [] : [{ from: known[0], to }];
  });
}

/** New levels with the share that a known one lost, nearest first, each once. */
function pairsOf(habits: LevelHabits, counts: ReadonlyMap<string, number>): readonly LevelPair[] {
  const { reference } = habits;
  const rows = sum([...counts.values()]);
  const dispersion = habits.dispersion(rows);
  const error = (share: number): number => Math.sqrt(((share * (1 - share)) / rows) * dispersion);
  const lost = [...reference.counts].flatMap(([level, known]) => {
    const [before, now] = [known / reference.total, (counts.get(level) ?? 0) / rows];
    const gone = now === 0 && (1 - before) ** rows < 1e-3;
    return gone || before - now > SHRUNK * error(before) ? [{ level, share: before - now, error: error(before) }] : [];
  });
  const came = [...counts].filter(([level, of]) => !reference.counts.has(level) && of >= FEWEST_ROWS).map(([level, of]) => ({ level, share: of / rows }));
  const all = lost.flatMap((from) =>
    came.map((to) => ({ from: from.level, to: to.level, apart: Math.abs(to.share - from.share) / Math.max(from.error, error(to.share)) })),
  );
  const order = all
    .filter(({ apart }) => apart <= FITTING)
    .toSorted((a, b) => likenessOfNames(b.from, b.to) - likenessOfNames(a.from, a.to) || a.apart - b.apart);
  const pairs: LevelPair[] = [];
  for (const { from, to } of order) if (!pairs.some((pair) => pair.from === from || pair.to === to)) pairs.push({ from, to });
  return pairs;
}

/** Whether the pair can be a rename: with all pairs moved back the shares are the baseline's, or the names say so whatever the others did. */
function isRename(habits: LevelHabits, counts: ReadonlyMap<string, number>, pairs: readonly LevelPair[], pair: LevelPair): boolean {
  if (likenessOfNames(pair.from, pair.to) > 0) return true;
  const back = new Map(counts);
  for (const one of pairs) move(back, one);
  return sharesFit(habits, back, UNLIKE_FITS);
}

function weighRename(pair: LevelPair, whole: boolean): Part {
  const weight = (whole ? ODDS.whole : ODDS.part) + likenessOfNames(pair.from, pair.to);
  const other = whole
    ? `${quoted(pair.from)} went while ${quoted(pair.to)}, a new level, came in its place`
    : `${quoted(pair.to)}, a new level, took rows from ${quoted(pair.from)}`;
  return ranked([rename(pair, weight), { cause: "trueShift", key: "shift", text: other, change: null, weight: 0 }]);
}

function rename({ from, to }: LevelPair, weight: number): Explanation {
  return {
    cause: "renamedCategory",
    key: `${from}→${to}`,
    text: `${quoted(from)} seems to be called ${quoted(to)} now`,
    change: null,
    weight,
    pair: { from, to },
  };
}

function move(counts: Map<string, number>, { from, to }: LevelPair): void {
  counts.set(from, (counts.get(from) ?? 0) + (counts.get(to) ?? 0));
  counts.delete(to);
}

/** A level's name as it is, in quotes where its ends could not be seen. */
export function quoted(level: string): string {
  return level === "" || level !== level.trim() ? `“${level}”` : level;
}
