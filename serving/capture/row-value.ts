import { isRecord } from "../wire/json-text.ts";

/** Values of one row by kind. */
export interface FoldedValues {
  readonly numbers: Record<string, number>;
  readonly categories: Record<string, string>;
  readonly vectors: Record<string, readonly number[]>;
  readonly missing: string[];
}

/**
 * Puts one value where it belongs: finite numbers; strings and booleans ("true", "false") as categories; whole numbers that a double would round as the category of their digits; null and NaN as missing; lists of numbers as vectors; objects key by key as `name_key`.
 * @param spread lists element by element as `name_0`, `name_1`, …: for predictions, which have no vectors
 */
export function foldValue(into: FoldedValues, name: string, value: unknown, spread: boolean): void {
  if (value === undefined) return;
  if (typeof value === "number" && Number.isFinite(value)) into.numbers[name] = value;
  else if (typeof value === "string") into.categories[name] = value.toWellFormed();
  else if (typeof value === "boolean" || typeof value === "bigint") into.categories[name] = String(value);
  else if (isRecord(value)) for (const [key, part] of Object.entries(value)) foldValue(into, `${name}_${key}`, part, spread);
  else if (Array.isArray(value) && !spread && value.every(isFiniteNumber)) into.vectors[name] = value;
  else if (Array.isArray(value)) for (const [i, part] of value.entries()) foldValue(into, `${name}_${i}`, part, spread);
  else into.missing.push(name);
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
