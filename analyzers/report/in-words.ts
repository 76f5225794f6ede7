import { figure } from "../statistics/figure.ts";
import { count } from "../findings/in-words.ts";
import type { Check } from "./check.ts";
import type { CheckedColumn } from "./checked-column.ts";
import type { ReportEffect } from "./drift-report.ts";

const percent = (share: number): string => `${figure(share * 100)} %`;

/** Writes a value of a column. */
export type WriteValue = (value: number) => string;

/** A number: whole ones in full, others to three digits. */
export const writeNumber: WriteValue = (value) => (Number.isSafeInteger(value) && Math.abs(value) < 1e7 ? String(value) : figure(value));

/** A time in seconds since 1970, UTC: "2013-06-01 08:00". */
export const writeTime: WriteValue = (seconds) => (Math.abs(seconds) > 8.64e12 ? "?" : new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " "));

/** Of a change of the mean at least so much of the whole change (Wasserstein) is told as one. */
const MOSTLY = 0.5;
/** Standard deviations that differ by more than this share are told. */
const SPREAD = 0.05;

/** What there is to say of a change of numbers. */
export interface NumbersChange extends Pick<CheckedColumn, "effect" | "sides" | "missing"> {
  /** Wasserstein distance in reference standard deviations. */
  readonly size: number;
  /** Whether the numbers are times, in seconds. */
  readonly times: boolean;
  /** Of numbers of two values how often the higher one comes, in words; else null. */
  readonly ofTwo: string | null;
}

/** Says what a failed check of numbers found. */
export function describeNumbers(change: NumbersChange): (reason: Check) => string {
  return (reason) => {
    if (reason.check === "missing" || reason.check === "type") return describeMissing(change.missing)(reason);
    if (reason.check === "stuck") return `is ${reason.detail}`;
    if (reason.check === "range" || reason.check === "precision" || reason.check === "tail") return `${LEADS[reason.check]}: ${reason.detail}`;
    return change.times ? describeTimes(change) : describeDistribution(change);
  };
}

const LEADS = {
  range: "has values out of range",

  precision: "is written with another precision",
  tail: "has other tails",
} as const;

/** Says that the missing share changed, or the type. */
export function describeMissing(missing: CheckedColumn["missing"]): (reason: Check) => string {
  return (reason) =>
    reason.check === "type"
      ? `has values of another type: ${reason.detail}`
      : `is missing in ${percent(missing.current)} of rows, against ${percent(missing.reference)}`;
}

function describeDistribution({ effect, sides, size, ofTwo }: NumbersChange): string {
  if (ofTwo !== null) return `is ${ofTwo}`;
  const { reference, current } = sides;
  const deviation = reference.deviation ?? 0;
  if (effect !== null && reference.mean !== null && current.mean !== null && Math.abs(effect.value) >= MOSTLY * size * deviation && effect.value !== 0) {
    const means = `${figure(current.mean)} against ${figure(reference.mean)}${intervalOf(effect)}`;
    return `is ${figure(Math.abs(effect.value))} ${effect.value < 0 ? "lower" : "higher"} on average (${means})`;
  }
  if (deviation > 0 && current.deviation !== null && Math.abs(current.deviation / deviation - 1) > SPREAD)
    return `is spread ${current.deviation > deviation ? "wider" : "narrower"}: standard deviation ${figure(current.deviation)} against ${figure(deviation)}`;
  return `has another shape: its values moved by ${figure(size)} standard deviations on average`;
}

/** "; 95 % 0.495 to 0.51", of a fall as of a rise; empty where there is none. */
function intervalOf({ value, low, high }: ReportEffect): string {
  if (low === null || high === null) return "";
  const [near, far] = value < 0 ? [-high, -low] : [low, high];
  return `; 95 % ${figure(near)} to ${figure(far)}`;
}

function describeTimes({ sides }: NumbersChange): string {
  const day = (seconds: number | null): string => (seconds === null ? "?" : writeTime(seconds).slice(0, 10));
  return `spans ${day(sides.current.low)} to ${day(sides.current.high)}, against ${day(sides.reference.low)} to ${day(sides.reference.high)}`;
}

/** Says what a failed check of categories found. @param mix the share of rows that changed level. */
export function describeCategories(mix: number, missing: CheckedColumn["missing"], largest: string): (reason: Check) => string {
  return (reason) => {
    if (reason.check === "missing" || reason.check === "type") return describeMissing(missing)(reason);
    if (reason.check === "levels") return `has ${reason.detail}`;
    return `changed its mix${mix > 0 ? ` in ${percent(mix)} of rows` : ""}${largest === "" ? "" : `: ${largest}`}`;
  };
}

/** Under so many rows a share or a mean says little: "100 % of rows" of a single one; numbers of rows are told instead. */
export const FEW_ROWS = 20;

/** Says what a failed check found where a side has few rows; without the column's name. */
export function describeFew({ type, sides, describe }: Pick<CheckedColumn, "type" | "sides" | "describe">, reason: Check): string {
  if (reason.check !== "distribution") return `differs in the few rows that there are: ${reason.detail}`;
  if (type === "categorical" || type === "boolean") return `differs in the few rows that there are: ${reason.detail}`;
  const { reference, current } = sides;
  if (type !== "numeric" || reference.mean === null || current.mean === null) return describe(reason);
  const written = ({ rows, mean }: typeof current): string =>
    rows === 1 ? `one value, ${writeNumber(mean ?? 0)}` : `${count(rows)} values around ${writeNumber(mean ?? 0)}`;
  return `differs in the few values that there are: ${written(current)}, against ${written(reference)} in the reference`;
}
