import { shareDifferenceInterval } from "../../statistics/intervals/share-difference-interval.ts";
import { wilson } from "../../statistics/wilson.ts";
import { shareInterval } from "../metric-interval.ts";
import { type MeasuredInterval, type MetricRange, SHARE, withoutInterval } from "../rows/measured.ts";
import { ratioOfRows } from "../rows/ratio-of-rows.ts";

/** Rows of one side as fairness sees them, a place a row. */
export interface JudgedRows {
  /** NaN where a row has no label; else whether it was wrong (1 or 0), or how far off. */
  readonly losses: Float64Array;
  /** Whether the positive class was called, and whether it was right to; null: the task has none. `truth` is NaN without a label. */
  readonly binary: { readonly called: Uint8Array; readonly truth: Float64Array; readonly scores: Float64Array | null } | null;
}

/** Rates of one group, 95 % intervals. Those that need labels are of the labelled rows. */
export interface GroupRates {
  /** Null: rows without a value. */
  readonly group: string | null;
  readonly rows: number;
  readonly labelled: number;
  /** Mean loss: share of wrong rows, or mean size of the error. */
  readonly error: MeasuredInterval;
  readonly selectionRate?: MeasuredInterval;
  readonly truePositiveRate?: MeasuredInterval;
  readonly falsePositiveRate?: MeasuredInterval;
  /** Mean of label − score. */
  readonly calibrationError?: MeasuredInterval;
}

/** One group held against the largest. */
export interface GroupComparison {
  readonly group: string | null;
  /** Its selection rate over that of the largest group. */
  readonly disparateImpact?: MeasuredInterval;
  /** Its true positive rate less that of the largest group. */
  readonly equalOpportunity?: MeasuredInterval;
  readonly sentence: string;
}

/** What is said of one declared column. */
export interface Fairness {
  readonly column: string;
  readonly groups: readonly GroupRates[];
  /** The group with the most rows; null: rows without a value. */
  readonly comparedWith: string | null;
  readonly comparisons: readonly GroupComparison[];
  readonly note?: string;
}

/** Groups that are told, the largest. */
const MOST_GROUPS = 50;
/** Under so many rows a comparison says nothing. */
const LEAST_ROWS = 30;
/** The four-fifths rule. [US Uniform Guidelines on Employee Selection Procedures 1978, § 4D] */
const FOUR_FIFTHS = 0.8;

interface Counted {
  readonly rates: GroupRates;
  readonly selected: Share;
  readonly found: Share;
}

interface Share {
  readonly count: number;
  readonly of: number;
}

/** Rates by the groups of a column, and each group held against the largest, which is the least arbitrary choice. Intervals are each one's own: of many comparisons one in twenty misses its truth. @param groups of each row; null: none */
export function fairnessOf(column: string, groups: readonly (string | null)[], rows: JudgedRows): Fairness {
  const byGroup = [...Map.groupBy(groups.keys(), (row) => groups[row] ?? null)].sort(([, a], [, b]) => b.length - a.length);
  const counted = byGroup.slice(0, MOST_GROUPS).map(([group, places]) => countGroup(group, places, rows));
  const [largest, ...others] = counted;
  const left = byGroup.slice(MOST_GROUPS).reduce((sum, [, places]) => sum + places.length, 0);
  const note = left === 0 ? {} : { note: `${byGroup.length - MOST_GROUPS} smaller groups of ${left} rows in all are left out: are these groups?` };
  if (largest === undefined) return { column, groups: [], comparedWith: null, comparisons: [], note: "there are no rows" };
  return {
    column,
    groups: counted.map(({ rates }) => rates),
    comparedWith: largest.rates.group,
    comparisons: others.map((other) => compare(column, other, largest)),
    ...note,
  };
}

function countGroup(group: string | null, places: readonly number[], { losses, binary }: JudgedRows): Counted {
  const labelled = places.filter((row) => !Number.isNaN(losses[row]));
  const own = Float64Array.from(labelled, (row) => losses[row] ?? 0);
  const base = { group, rows: places.length, labelled: labelled.length };
  if (binary === null) return { rates: { ...base, error: meanOf(own, { lowest: 0, highest: Infinity }) }, selected: NONE, found: NONE };
  const { called, truth, scores } = binary;
  const share = (of: readonly number[]): Share => ({ count: of.reduce((count, row) => count + (called[row] ?? 0), 0), of: of.length });
  const [selected, found, wrongly] = [share(places), share(labelled.filter((row) => truth[row] === 1)), share(labelled.filter((row) => truth[row] === 0))];
  const rates: GroupRates = {
    ...base,
    error: meanOf(own, SHARE),
    selectionRate: rateOf(selected, "it has no rows"),
    truePositiveRate: rateOf(found, "no labelled row is positive"),
    falsePositiveRate: rateOf(wrongly, "no labelled row is negative"),
    ...(scores === null
      ? {}
      : {
          calibrationError: meanOf(
            Float64Array.from(labelled, (row) => (truth[row] ?? 0) - (scores[row] ?? 0)),
            { lowest: -1, highest: 1 },
          ),
        }),
  };
  return { rates, selected, found };
}

const NONE: Share = { count: 0, of: 0 };

function rateOf({ count, of }: Share, note: string): MeasuredInterval {
  return shareInterval(count, of) ?? withoutInterval({ value: null, note });
}

function meanOf(values: Float64Array, range: MetricRange): MeasuredInterval {
  if (values.length === 0) return withoutInterval({ value: null, note: "no row has a label" });
  if (range === SHARE) return rateOf({ count: values.reduce((sum, value) => sum + value, 0), of: values.length }, "");
  return ratioOfRows(values, null, { range, empty: "" });
}

function compare(column: string, own: Counted, largest: Counted): GroupComparison {
  const { group } = own.rates;
  const [name, other] = [groupText(column, group), groupText(column, largest.rates.group)];
  if (own.selected.of === 0) return { group, sentence: errorSentence(name, other, own.rates, largest.rates) };
  const disparateImpact = ratioOfShares(own.selected, largest.selected);
  const equalOpportunity =
    own.found.of === 0 || largest.found.of === 0
      ? withoutInterval({ value: null, note: "a group has no labelled positive row" })
      : shareDifferenceInterval(largest.found, own.found);
  return {
    group,
    disparateImpact,
    equalOpportunity,
    sentence: `${impactSentence(name, other, own, largest, disparateImpact)} ${opportunitySentence(name, other, own.found, equalOpportunity)}`,
  };
}

/** A ratio of two shares with a 95 % interval from both sides' Wilson intervals, by their logarithms (MOVER). [Donner & Zou 2012, Closed-form confidence intervals for functions of the normal mean and standard deviation, Statistical Methods in Medical Research 21] */
export function ratioOfShares(above: Share, below: Share): MeasuredInterval {
  if (above.of === 0 || below.of === 0) return withoutInterval({ value: null, note: "a group has no rows" });
  if (below.count === 0) return withoutInterval({ value: null, note: "no row of the largest group is selected" });
  const [p, q] = [above.count / above.of, below.count / below.of];
  const [a, b] = [wilson(above.count, above.of), wilson(below.count, below.of)];
  // Nothing selected has no logarithm: its upper end over the other's lower one is wide enough.
  if (p === 0) return { value: 0, low: 0, high: a.high / b.low };
  const log = Math.log(p / q);
  return {
    value: p / q,
    low: Math.exp(log - Math.hypot(Math.log(p / a.low), Math.log(b.high / q))),
    high: Math.exp(log + Math.hypot(Math.log(a.high / p), Math.log(q / b.low))),
  };
}

function impactSentence(name: string, other: string, own: Counted, largest: Counted, { value, low, high, note }: MeasuredInterval): string {
  const rates = `${percent(own.selected)} of ${name} are called positive, ${percent(largest.selected)} of ${other}`;
  if (value === null || low === null || high === null) return `${rates}: ${note ?? "no ratio"}.`;
  const ratio = `${two(value)} times as many (${two(low)} to ${two(high)})`;
  if (own.selected.of < LEAST_ROWS) return `${rates}, ${ratio}: of under ${LEAST_ROWS} rows no more can be told.`;
  if (high < FOUR_FIFTHS) return `${rates}, ${ratio}: less than four fifths.`;
  if (low > 1 / FOUR_FIFTHS) return `${rates}, ${ratio}: more than five fourths.`;
  if (low >= FOUR_FIFTHS && high <= 1 / FOUR_FIFTHS) return `${rates}, ${ratio}: within four fifths.`;
  return `${rates}, ${ratio}: whether within four fifths can't be told.`;
}

function opportunitySentence(name: string, other: string, found: Share, { value, low, high, note }: MeasuredInterval): string {
  if (value === null || low === null || high === null) return `Of those that are positive nothing can be told: ${note ?? ""}.`;
  const apart = `${two(100 * Math.abs(value))} points (${two(100 * low)} to ${two(100 * high)})`;
  if (found.of < LEAST_ROWS || (low <= 0 && high >= 0)) return `Positive rows of both may be found as often: they differ by ${apart}.`;
  return `Positive rows of ${value < 0 ? name : other} are found less often than those of ${value < 0 ? other : name}, by ${apart}.`;
}

function errorSentence(name: string, other: string, { error }: GroupRates, { error: largest }: GroupRates): string {
  if (error.value === null || largest.value === null) return `Of ${name} and ${other} no error is known.`;
  const apart = error.low !== null && largest.high !== null && (error.low > largest.high || (error.high ?? Infinity) < (largest.low ?? -Infinity));
  return `The error of ${name} is ${two(error.value)}, of ${other} ${two(largest.value)}: ${apart ? "they differ" : "their intervals overlap"}.`;
}

function groupText(column: string, group: string | null): string {
  return group === null ? `rows without ${column}` : `${column} ${group}`;
}

function percent({ count, of }: Share): string {
  return of === 0 ? "none" : `${two((100 * count) / of)} %`;
}

function two(value: number): string {
  return String(Number(value.toPrecision(3)));
}
