import type { Grid } from "../../statistics/column-counts.ts";
import { figure } from "../../statistics/figure.ts";
import { ksDistance } from "../../statistics/methods/kolmogorov-smirnov.ts";
import { bucketOf, DEFAULT_GRID, type NumericSample, sum, weightedSample } from "../../statistics/sample.ts";
import type { ColumnNull } from "../null/column-null.ts";
import { explainAffine, liesAsBefore, shapeFits } from "./explain-affine.ts";
import { type Explanation, type Part, ranked } from "./explanation.ts";
import { type Habits, habitsOf, standardised, withoutValue } from "./habits.ts";
import { middleAndWidth } from "./middle-and-width.ts";
import { mixedSources } from "./mixed-sources.ts";
import { ALL, type Repeated, repeatedNumbers, withoutRepeated } from "./peel-repeated.ts";
import { repeatedRows } from "./repeated-rows.ts";
import { secondHump } from "./second-hump.ts";

/** Rows left beside repeated numbers from which on they are explained too. */
const FEWEST_REST = 20;
/** Most numbers that can each be a repeated one; more are rows that came more than once. */
const MOST_REPEATED = 3;
/** Up to this share of rows, repeated numbers that stand for nothing may have come along with a change of all rows. */
const SMALL_SHARES = 0.1;
/** Logarithm of the odds of another unit against one repeated number, where all rows are in the one bucket in which that unit's would be: of a number that stands for "no value", and of any other, which would have to fall there by chance. */
const BESIDE_STAND_IN = -1;
const BESIDE_OTHER = 4;
/** So many widths from the others' middle a number lies apart. */
const APART = 20;
/** Least share of rows that one of the column's own numbers must have gained to be told, and how many times what one gains in a block of the baseline. */
const GROWN = 0.1;
const TIMES_GROWN = 2;
/** A middle that moved further than this, in widths, is what the sentence is about, even where the shape changed too. */
const MOVED = 0.5;

/**
 * What explains a window's numbers: repeated numbers one by one, then the rest. Few explanations are better than many: first the rows as they are are tried, then without the stand-ins for "no value", and
 * only then without every number that repeats.
 * @param missing share of rows that is missing beyond the baseline's.
 */
export function explainNumbers(known: ColumnNull, current: NumericSample, missing: number): readonly Part[] {
  const { reference, column } = known;
  if (reference.type !== "numeric" || reference.total === 0 || current.total === 0) return [];
  const grid = column.grid ?? DEFAULT_GRID;
  const habits = habitsOf(known);
  const found = repeatedNumbers(reference, current, grid, habits?.usualGain ?? 0);
  // Many that stand for nothing are rows that came more than once, or values so narrow that few buckets hold them; a stand-in beside them is one all the same.
  const many = found.filter(({ standIn }) => !standIn).length > MOST_REPEATED;
  const kept = many ? found.filter(({ standIn, value }) => standIn && value !== 0) : found;
  const repeated = kept.length > MOST_REPEATED ? [] : kept;
  const varying = withoutValue(current, habits?.own ?? null);
  const explained = habits === null ? null : withRepeated(habits, varying, repeated, column.unit, grid);
  if (explained !== null) return explained;
  const parts = repeated.map(({ part }) => part);
  const rest = withoutRepeated(varying, repeated);
  if (parts.length > 0 && rest.total < FEWEST_REST) return parts;
  if (habits === null) return parts.length > 0 ? parts : [[OTHERWISE]];
  const usual = asBefore(habits, rest);
  if (parts.length > 0 && usual) return parts;
  if (missing > 0 && truncated(habits, rest, missing)) return parts;
  if (habits.own !== null && (usual || rest.total < FEWEST_REST)) {
    const again = usual ? [] : repeatedRows(habits, rest, grid);
    return [again.length > 0 ? ranked(again) : [otherShare(reference, current, habits.own)]];
  }
  const grown = parts.length > 0 ? null : grownValue(habits, rest, grid);
  if (grown !== null) return [grown];
  return [...parts, explainRest(habits, rest, column.unit, grid)];
}

/** The world is otherwise, and no more can be said. */
const OTHERWISE: Explanation = { cause: "trueShift", key: "shift", text: "the values are really otherwise", change: null, weight: 0 };

/** The value that many rows have by nature has more of them, or fewer, and the others are as they were. */
function otherShare(reference: NumericSample, current: NumericSample, own: number): Explanation {
  const share = ({ values, weights, total }: NumericSample): string => `${figure(((weights[values.indexOf(own)] ?? 0) / total) * 100)} %`;
  return { ...OTHERWISE, change: (baseline) => `is ${figure(own)} in ${share(current)} of rows, against ${share(reference)} in ${baseline}` };
}

/** The shortest number of a value's bucket: 5 of one whose centre is 4.99. */
function figureWithin(value: number, grid: Grid): string {
  const bucket = bucketOf(value, grid);
  const short = [1, 2, 3, 4].map((digits) => Number(value.toPrecision(digits))).find((number) => bucketOf(number, grid) === bucket);
  return short === undefined ? figure(value) : String(short).replace("-", "−");
}

/** One of the column's own numbers, as of counts, that many more rows have, while the others are as they were: a source that repeats it, or the world has it more often. */
function grownValue({ reference, usualGain, allowedDistance }: Habits, rows: NumericSample, grid: Grid): Part | null {
  const shares = new Map(reference.values.map((value, index) => [value, (reference.weights[index] ?? 0) / reference.total]));
  const gains = rows.values.map((value, index) => ({ value, now: (rows.weights[index] ?? 0) / rows.total, before: shares.get(value) ?? 0 }));
  const [most] = gains.toSorted((a, b) => b.now - b.before - (a.now - a.before));
  if (most === undefined || most.before === 0 || most.now - most.before < Math.max(GROWN, TIMES_GROWN * usualGain)) return null;
  const others = withoutValue(rows, most.value);
  if (others.total < FEWEST_REST || ksDistance(withoutValue(reference, most.value), others) > allowedDistance(others.total)) return null;
  const [name, now, before] = [figureWithin(most.value, grid), figure(most.now * 100), figure(most.before * 100)];
  const change = (baseline: string): string => `is ${name} in ${now} % of rows, against ${before} % in ${baseline}, the others being as before`;
  return ranked([
    { cause: "stuckValue", key: name, text: `the source seems to repeat ${name}`, change, weight: 0 },
    { ...OTHERWISE, text: `${name} is really that much commoner`, change, weight: -1 },
  ]);
}

/** Explains a window in which numbers seem to repeat by what leaves them in place: another unit, whose values a coarse bucket holds together, a mix, or a change that small repeated shares came along with. Null where nothing does. */
function withRepeated(habits: Habits, current: NumericSample, repeated: readonly Repeated[], unit: string | null, grid: Grid): readonly Part[] | null {
  if (repeated.length === 0) return null;
  const atOnce = (rows: NumericSample): Part =>
    explainAffine(habits, rows, unit, grid).filter(({ cause }) => cause !== "trueShift" && cause !== "spreadChange");
  const whole = repeated.find(({ share }) => share >= ALL);
  if (whole !== undefined) {
    const beside = atOnce(current).map((one) => ({ ...one, weight: whole.standIn ? BESIDE_STAND_IN : BESIDE_OTHER }));
    return beside.length === 0 ? null : [ranked([...whole.part, ...beside])];
  }
  // Taken out are no number, those that surely stand for nothing, and 0 with them; left in place must be one at least.
  const sure = repeated.filter(({ standIn, value }) => standIn && value !== 0);
  const standIns = repeated.filter(({ standIn }) => standIn);
  // No explanation of all rows may leave in place what no conversion of the others could have made.
  const first = sure.length > 0 && liesApart(withoutRepeated(current, sure), sure) ? [sure] : [[], sure];
  for (const out of [...first, standIns]) {
    const rest = withoutRepeated(current, out);
    if (out.length === repeated.length || rest.total < FEWEST_REST) continue;
    const found = atOnce(rest);
    if (found.length > 0) return [...out.map(({ part }) => part), ranked(found)];
  }
  const others = repeated.filter(({ standIn }) => !standIn);
  const rest = withoutRepeated(current, standIns);
  if (others.length === 0 || rest.total < FEWEST_REST) return null;
  const small = sum(others.map(({ share }) => share)) < SMALL_SHARES && !asBefore(habits, withoutRepeated(current, repeated));
  const affine = small ? explainAffine(habits, rest, unit, grid) : [];
  const found = affine.length > 0 ? affine : mixedSources(habits, rest, unit, grid);
  return found.length === 0 ? null : [...standIns.map(({ part }) => part), ranked(found)];
}

/** Whether numbers lie so far from the other rows, or on the other side of 0 from all of them, that no conversion of these could have made them. */
function liesApart(others: NumericSample, numbers: readonly Repeated[]): boolean {
  const own = middleAndWidth(others);
  const [low, high] = [others.values[0] ?? 0, others.values.at(-1) ?? 0];
  const far = (value: number): boolean => own !== null && Math.abs(value - own.middle) > APART * Math.exp(own.logWidth);
  return numbers.every(({ value }) => far(value) || (value < 0 && low >= 0) || (value > 0 && high <= 0));
}

function explainRest(habits: Habits, rest: NumericSample, unit: string | null, grid: Grid): Part {
  const repeated = repeatedRows(habits, rest, grid);
  if (repeated.length > 0) return ranked(repeated);
  const affine = explainAffine(habits, rest, unit, grid);
  const mixed = affine.length > 0 ? [] : mixedSources(habits, rest, unit, grid);
  const humps = affine.length > 0 || mixed.length > 0 ? [] : secondHump(habits.reference, rest);
  const found = [...affine, ...mixed, ...humps];
  return found.length > 0 ? ranked(found) : [otherShape(habits, rest)];
}

/** What is left when nothing fits: the values changed, and how. */
function otherShape(habits: Habits, rest: NumericSample): Explanation {
  const own = middleAndWidth(rest);
  const moved = own === null ? 0 : (own.middle - habits.middle) / habits.width;
  const gap = figure(ksDistance(habits.reference, rest) * 100);
  const change = Math.abs(moved) > MOVED ? null : (baseline: string): string => `has another shape than in ${baseline}: up to ${gap} % of rows lie elsewhere`;
  return { ...OTHERWISE, change };
}

/** Whether the rows are as in the baseline: in shape, middle and width. */
function asBefore(habits: Habits, rest: NumericSample): boolean {
  const own = middleAndWidth(rest);
  return own !== null && shapeFits(habits, rest, own) && liesAsBefore(habits, rest);
}

/** Whether the rows are as in the baseline but for its largest, or smallest, values, which went missing. */
function truncated(habits: Habits, rest: NumericSample, missing: number): boolean {
  const { values, weights, total } = habits.reference;
  const [gone, allowed] = [missing * total, habits.allowedDistance(rest.total)];
  const without = (order: readonly number[]): NumericSample => {
    let left = gone;
    const kept = order.map((index) => {
      const taken = Math.min(left, weights[index] ?? 0);
      left -= taken;
      return [values[index] ?? 0, (weights[index] ?? 0) - taken] as const;
    });
    return weightedSample(kept);
  };
  const own = middleAndWidth(rest);
  const asWhole = own === null ? 1 : ksDistance(habits.shape, standardised(rest, own));
  const rising = values.map((_, index) => index);
  return [rising, rising.toReversed()].some((order) => {
    const reference = without(order);
    return sum(reference.weights) > 0 && ksDistance(reference, rest) <= Math.min(allowed, asWhole);
  });
}
