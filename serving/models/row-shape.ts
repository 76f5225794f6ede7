import { TidemarkError } from "../../errors.ts";

/**
 * The shape of one row of an input: what the graph leaves free (-1) is as the row has it.
 * @param shape of the graph's input without its first axis
 * @param width elements of the row
 * @param nested lengths of the lists that the row came in, outermost first; of a flat row only its width
 * @throws TidemarkError `input` saying what would be right
 */
export function rowShape(shape: readonly number[], width: number, nested: readonly number[]): readonly number[] {
  const isWhole = nested.reduce((product, length) => product * length, 1) === width;
  if (isWhole && fits(nested, shape)) return nested;
  // Lists in lists say what they mean: 3 × 2 is no 2 × 3. Lists of one add nothing.
  if (!isWhole || (sides(nested).length > 1 && !fits(sides(nested), sides(shape))))
    throw new TidemarkError("input", `lists of ${nested.join(" × ")}${isWhole ? "" : ", not all of one length"}; expected ${axesOf(shape)}`);
  const fixed = shape.reduce((product, size) => (size === -1 ? product : product * size), 1);
  const free = shape.filter((size) => size === -1).length;
  if (free === 0 && width === fixed) return shape;
  if (free === 1 && fixed > 0 && width % fixed === 0) return shape.map((size) => (size === -1 ? width / fixed : size));
  throw new TidemarkError("input", `${width} values; expected ${expected(shape, fixed, free)}`);
}

function fits(nested: readonly number[], shape: readonly number[]): boolean {
  return nested.length === shape.length && shape.every((size, i) => size === -1 || size === nested[i]);
}

function sides(lengths: readonly number[]): readonly number[] {
  return lengths.filter((length) => length !== 1);
}

function axesOf(shape: readonly number[]): string {
  return shape.map((size) => (size === -1 ? "any" : size)).join(" × ");
}

function expected(shape: readonly number[], fixed: number, free: number): string {
  if (free === 0) return String(fixed);
  const axes = axesOf(shape);
  return free === 1 ? `a multiple of ${fixed} (${axes})` : `lists nested as the input is (${axes})`;
}

/** More than any graph has. */
const MAX_AXES = 32;

/** Lengths of nested lists, outermost first; of ragged ones those of the first. */
export function nestingOf(value: unknown): number[] {
  const lengths: number[] = [];
  for (let part = value; Array.isArray(part) && lengths.length < MAX_AXES; part = part[0]) lengths.push(part.length);
  return lengths;
}
