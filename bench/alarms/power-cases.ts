import { drawLevel, zipf } from "./draw-level.ts";
import type { GeneratedColumn } from "./generated-columns.ts";
import type { Random } from "./random.ts";

/** A kind of change of one column: nothing at 0, more with the amount. */
export interface PowerCase {
  readonly name: string;
  readonly unit: string;
  /** Largest amount that is tried. */
  readonly most: number;
  changed(amount: number): Pick<GeneratedColumn, "type" | "draw">;
}

const numeric = (draw: (random: Random) => number): Pick<GeneratedColumn, "type" | "draw"> => ({ type: "numeric", draw });

/** The changes whose smallest size is looked for. */
export const POWER_CASES: readonly PowerCase[] = [
  { name: "mean", unit: "standard deviations of a normal column", most: 1, changed: (amount) => numeric((random) => amount + random.normal()) },
  {
    name: "scale",
    unit: "share by which a normal column's standard deviation grows",
    most: 2,
    changed: (amount) => numeric((random) => (1 + amount) * random.normal()),
  },
  {
    name: "tail",
    unit: "share of rows of a normal column at +8 standard deviations",
    most: 0.5,
    changed: (amount) => numeric((random) => (random.uniform() < amount ? 8 + random.normal() : random.normal())),
  },
  {
    name: "missing",
    unit: "share of rows without a value, none in the reference",
    most: 0.5,
    changed: (amount) => numeric((random) => (random.uniform() < amount ? Number.NaN : random.normal())),
  },
  {
    name: "missing from 10 %",
    unit: "share of rows without a value more, 10 % in the reference",
    most: 0.5,
    changed: (amount) => numeric((random) => (random.uniform() < 0.1 + amount ? Number.NaN : random.normal())),
  },
  {
    name: "categories",
    unit: "total variation: rows from the first of 10 levels (zipf) to the second",
    most: 0.3,
    changed: (amount) => ({ type: "categorical", draw: drawLevel(moved(zipf(10), amount)) }),
  },
  {
    name: "new level",
    unit: "share of rows in a level that the reference lacks, beside 100 (zipf)",
    most: 0.5,
    changed: (amount) => ({ type: "categorical", draw: drawLevel([...sharesOf(zipf(100)).map((share) => share * (1 - amount)), amount]) }),
  },
];

function sharesOf(weights: readonly number[]): readonly number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function moved(weights: readonly number[], amount: number): readonly number[] {
  return sharesOf(weights).map((share, level) => share + (level === 0 ? -amount : level === 1 ? amount : 0));
}
