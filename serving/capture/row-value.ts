import { boundedText, NAME_BYTES } from "../../collector/events/bounded-text.ts";
import { TidemarkError } from "../../errors.ts";
import { isRecord } from "../wire/json-text.ts";

/** Values of one row by kind. */
export interface FoldedValues {
  readonly numbers: Record<string, number>;
  readonly categories: Record<string, string>;
  readonly vectors: Record<string, readonly number[]>;
  readonly missing: string[];
  /** What becomes of a value before it is put; undefined: nothing of it is kept. @param outer names of what it lies in, outermost first */
  readonly ruled?: ((name: string, outer: readonly string[], value: unknown) => unknown) | undefined;
}

const TOP: readonly string[] = [];

/** Lists and objects within a value, one in another. */
const MAX_DEPTH = 16;
/** Elements of a list that become columns each. */
const MAX_ELEMENTS = 10_000;
/** Longest category, bytes of UTF-8; longer ones become their beginning and a hash. */
const CATEGORY_BYTES = 1_024;

/**
 * Puts one value where it belongs: finite numbers; strings and booleans ("true", "false") as categories; whole numbers that a double would round as the category of their digits; null and NaN as missing;
 * lists of numbers as vectors; objects key by key as `name_key`. Names over 176 and categories over 1,024 bytes become their beginning and a hash.
 * @param spread lists element by element as `name_0`, `name_1`, …: for predictions, which have no vectors
 * @throws TidemarkError `input` for a value nested deeper than 16, and for a list of which more than 10,000 elements would be columns
 */
export function foldValue(into: FoldedValues, name: string, value: unknown, spread: boolean, outer = TOP): void {
  if (value === undefined) return;
  if (outer.length > MAX_DEPTH) throw new TidemarkError("input", `reading "${name.slice(0, 80)}": it is nested deeper than ${MAX_DEPTH}; expected less`);
  if (isRecord(value)) for (const [key, part] of Object.entries(value)) foldValue(into, `${name}_${key}`, part, spread, [...outer, name]);
  else if (Array.isArray(value) && (spread || !value.every(isFiniteNumber))) spreadOut(into, name, value, spread, [...outer, name]);
  else put(into, boundedText(name, NAME_BYTES), into.ruled === undefined ? value : into.ruled(name, outer, value));
}

function spreadOut(into: FoldedValues, name: string, list: readonly unknown[], spread: boolean, outer: readonly string[]): void {
  if (list.length > MAX_ELEMENTS)
    throw new TidemarkError(
      "input",
      `reading "${name.slice(0, 80)}": its ${list.length} elements would be a column each; expected at most ${MAX_ELEMENTS}, or a list of numbers`,
    );
  for (const [i, part] of list.entries()) foldValue(into, `${name}_${i}`, part, spread, outer);
}

function put(into: FoldedValues, name: string, value: unknown): void {
  if (value === undefined) return;
  if (typeof value === "number" && Number.isFinite(value)) into.numbers[name] = value;
  else if (typeof value === "string") into.categories[name] = boundedText(value, CATEGORY_BYTES);
  else if (typeof value === "boolean" || typeof value === "bigint") into.categories[name] = String(value);
  else if (Array.isArray(value)) into.vectors[name] = value as number[];
  else into.missing.push(name);
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
