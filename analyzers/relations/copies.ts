import { fisherPValues } from "../statistics/two-sample/fisher-p-values.ts";
import { percent } from "../findings/in-words.ts";
import type { RelationCandidate } from "./relation-check.ts";
import type { RelationColumn, RelationData } from "./relation-data.ts";

/** Share of rows from which on a column counts as a copy. */
const COPY_SHARE = 0.99;
/** Rows outside the commonest value that it takes, and changes from one of them to the next, since values that are held for many rows say little more than one. */
const LEAST_INFORMATIVE = 20;
const TOLERANCE = 1e-6;
/** Rows between which a straight line is drawn, by the rank of their x; three tries, since a few rows may be no copies. */
const TRIES = [
  [0.05, 0.95],
  [0.1, 0.8],
  [0.2, 0.9],
] as const;

interface Line {
  readonly intercept: number;
  readonly slope: number;
}
const EQUAL: Line = { intercept: 0, slope: 1 };

interface Matches {
  readonly matching: number;
  readonly rows: number;
  readonly changes: number;
}

/**
 * Whether one column is a copy of the other, or of an affine function of it (a unit changed), on one side only. The statistic is the difference of the shares of matching rows, among rows where not both have
 * their commonest value; Fisher's exact two-sample p-value. Null when neither or both sides are copies, or the columns are of different types.
 */
export function copyCandidate(reference: RelationData, current: RelationData, [a, b]: readonly [string, string]): RelationCandidate | null {
  const [ours, theirs] = [pairOf(reference, a, b), pairOf(current, a, b)];
  if (!ours || !theirs) return null;
  const line = ours.fit() ?? theirs.fit();
  if (line === null) return null;
  const [before, now] = [ours.matches(line), theirs.matches(line)];
  const [wasCopy, isCopy] = [isCopyOf(before), isCopyOf(now)];
  if (wasCopy === isCopy || before.rows === 0 || now.rows === 0) return null;
  const [shareBefore, shareNow] = [before.matching / before.rows, now.matching / now.rows];
  const pValue = fisherPValues([
    [before.matching, before.rows - before.matching],
    [now.matching, now.rows - now.matching],
  ]).twoSided;
  const formula = line === EQUAL ? `equals ${a}` : `is ${figure(line.slope)} × ${a} ${line.intercept < 0 ? "−" : "+"} ${figure(Math.abs(line.intercept))}`;
  return {
    check: "copy",
    columns: [a, b],
    statistic: Math.abs(shareNow - shareBefore),
    pValue,
    thresholdAt: () => null,
    reference: shareBefore,
    current: shareNow,
    size: Math.abs(shareNow - shareBefore),
    describe: () =>
      `${b} ${formula} in ${percent(shareNow)} of the rows, in the reference in ${percent(shareBefore)}: ${isCopy ? "it became a copy" : "it is a copy no more"}`,
    source: "difference of the shares of rows that match; Fisher's exact test, two-sample",
  };
}

interface Pair {
  /** The line on which this side's rows lie; null when it is no copy. */
  fit(): Line | null;
  matches(line: Line): Matches;
}

function pairOf(data: RelationData, a: string, b: string): Pair | null {
  const [x, y] = [data.columns.get(a), data.columns.get(b)];
  if (!x || !y || (x.type === "categorical") !== (y.type === "categorical")) return null;
  if (x.type === "categorical" || y.type === "categorical") return categoryPair(x, y);
  return numberPair(x.values, y.values);
}

function numberPair(x: Float64Array, y: Float64Array): Pair {
  const rows = Array.from(x.keys()).filter((row) => !Number.isNaN(x[row]) && !Number.isNaN(y[row]));
  const [modeX, modeY] = [commonest(rows.map((row) => x[row] as number)), commonest(rows.map((row) => y[row] as number))];
  const informative = rows.filter((row) => x[row] !== modeX || y[row] !== modeY);
  const changes = changesOf(informative, (row, next) => x[row] !== x[next] || y[row] !== y[next]);
  const scale = spread(informative.map((row) => y[row] as number));
  const matches = ({ intercept, slope }: Line): Matches => ({
    rows: informative.length,
    changes,
    matching: informative.filter(
      (row) => Math.abs((y[row] as number) - intercept - slope * (x[row] as number)) <= TOLERANCE * (scale + Math.abs(y[row] as number)),
    ).length,
  });
  const fit = (): Line | null => {
    const sorted = informative.toSorted((i, j) => (x[i] as number) - (x[j] as number));
    const at = (share: number): number => sorted[Math.floor(share * sorted.length)] as number;
    return (
      [EQUAL, ...(sorted.length === 0 ? [] : TRIES.map(([low, high]) => lineThrough(x, y, at(low), at(high))))].find((line) => isCopyOf(matches(line))) ?? null
    );
  };
  return { fit, matches };
}

function lineThrough(x: Float64Array, y: Float64Array, i: number, j: number): Line {
  const slope = ((y[j] as number) - (y[i] as number)) / ((x[j] as number) - (x[i] as number));
  return { slope, intercept: (y[i] as number) - slope * (x[i] as number) };
}

function categoryPair(x: RelationColumn, y: RelationColumn): Pair | null {
  if (x.type !== "categorical" || y.type !== "categorical") return null;
  const rows = Array.from(x.codes.keys()).filter((row) => (x.codes[row] as number) >= 0 && (y.codes[row] as number) >= 0);
  const [modeX, modeY] = [commonest(rows.map((row) => x.codes[row] as number)), commonest(rows.map((row) => y.codes[row] as number))];
  const informative = rows.filter((row) => x.codes[row] !== modeX || y.codes[row] !== modeY);
  const equal = {
    rows: informative.length,
    changes: changesOf(informative, (row, next) => x.codes[row] !== x.codes[next] || y.codes[row] !== y.codes[next]),
    matching: informative.filter((row) => x.levels[x.codes[row] as number] === y.levels[y.codes[row] as number]).length,
  };
  return { fit: () => (isCopyOf(equal) ? EQUAL : null), matches: () => equal };
}

function changesOf(rows: readonly number[], differ: (row: number, next: number) => boolean): number {
  return rows.filter((row, place) => place > 0 && differ(rows[place - 1] ?? row, row)).length;
}

function isCopyOf({ matching, rows, changes }: Matches): boolean {
  return Math.min(rows, changes) >= LEAST_INFORMATIVE && matching >= COPY_SHARE * rows;
}

function commonest(values: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  let [best, most]: [number | undefined, number] = [undefined, 0];
  for (const value of values) {
    const count = (counts.get(value) ?? 0) + 1;
    counts.set(value, count);
    if (count > most) [best, most] = [value, count];
  }
  return best;
}

function spread(values: readonly number[]): number {
  const mean = values.reduce((total, value) => total + value, 0) / Math.max(1, values.length);
  return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / Math.max(1, values.length));
}

function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}
