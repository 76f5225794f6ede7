import { readFileSync } from "node:fs";
import type { PerformanceSums } from "./sums.ts";

const LIST = readFileSync(new URL("./performance-sums.sql", import.meta.url), "utf8").trim();
/**
 * Floats are summed as whole numbers of 2⁻⁸⁰, which is exact, so that a sum does not depend on the order in which an engine with many threads and merging parts adds up; it is rounded
 * once, at the end. Values under 2⁻²⁸ lose digits beyond the 24th after the point; values up to 10⁵⁰ fit.
 */
const UNITS = "exp2(80)";

/**
 * The select list of `performance-sums.sql`: over rows `(score, label, predicted, correct)` it yields one output column a field of {@link PerformanceSums},
 * so that a result row of `SELECT …key, ${performanceSumsSql} FROM (…) GROUP BY key` is the sums. What each task puts into the four columns stands in the file.
 */
export const performanceSumsSql: string = LIST.replace(/^exactSum\((.*)\) AS/gm, `toFloat64(sum(toInt256(($1) * ${UNITS}))) / ${UNITS} AS`);

/** The same sums before they are rounded, to be added up further by {@link joinedSumsSql}. */
export const partialSumsSql: string = LIST.replace(/^exactSum\((.*)\) AS/gm, `sum(toInt256(($1) * ${UNITS})) AS`);

/** The select list over `(SELECT …, ${partialSumsSql} …) AS parts` that joins parts into sums, as exact as if they had never been apart. */
export const joinedSumsSql: string = [...LIST.matchAll(/^(\w+)\(.* AS (\w+)/gm)].map(([, kind = "", name = ""]) => joined(kind, name)).join(",\n");

function joined(kind: string, name: string): string {
  if (kind === "exactSum") return `toFloat64(sum(parts.${name})) / ${UNITS} AS ${name}`;
  return `${kind === "sumResample" ? "sumForEach" : "sum"}(parts.${name}) AS ${name}`;
}

const SCORE_BINS = 100;
const CELLS = ["classCells", "numberCells", "residuals", "squaredResiduals", "absoluteResiduals"] as const;

/** The sums of no rows. */
export const noSums: Omit<PerformanceSums, "promisedRates" | (typeof CELLS)[number]> = {
  labelled: 0,
  positives: 0,
  sumScore: 0,
  sumVariance: 0,
  sumSquaredError: 0,
  sumAbsoluteError: 0,
  sumLogLoss: 0,
  correct: 0,
  predictedPositives: 0,
  truePositives: 0,
  sumScoreOfPredicted: 0,
  sumVarianceOfPredicted: 0,
  sumSquaredErrorVariance: 0,
  sumEntropy: 0,
  sumLogLossVariance: 0,
  scoresOfPositives: Array<number>(SCORE_BINS).fill(0),
  scoresOfNegatives: Array<number>(SCORE_BINS).fill(0),
};

/** Sums of disjoint sets of rows, added up. */
export function addSums(all: readonly PerformanceSums[]): PerformanceSums {
  const keys = Object.keys(noSums) as (keyof typeof noSums)[];
  const cells = CELLS.flatMap((key) => (all.some((sums) => sums[key] !== undefined) ? [[key, addCells(all, key)] as const] : []));
  const fields = Object.fromEntries(keys.map((key) => [key, addField(all, key)])) as unknown as PerformanceSums;
  return { ...fields, ...Object.fromEntries(cells) };
}

/** Sums at 12 significant digits: the engine adds floats up in the order of its threads, and a verdict made again must be the same to the digit. */
export function roundSums(sums: PerformanceSums): PerformanceSums {
  const rounded = Object.entries(sums).map(([key, value]) => [key, typeof value === "number" ? Number(value.toPrecision(12)) : value] as const);
  return Object.fromEntries(rounded) as unknown as PerformanceSums;
}

function addField(all: readonly PerformanceSums[], key: keyof typeof noSums): number | readonly number[] {
  const zero = noSums[key];
  if (typeof zero === "number") return all.reduce((total, sums) => total + Number(sums[key]), 0);
  return zero.map((_, bin) => all.reduce((total, sums) => total + ((sums[key] as readonly number[])[bin] ?? 0), 0));
}

function addCells(all: readonly PerformanceSums[], key: (typeof CELLS)[number]): Readonly<Record<string, number>> {
  const cells = new Map<string, number>();
  for (const sums of all) for (const [cell, value] of Object.entries(sums[key] ?? {})) cells.set(cell, (cells.get(cell) ?? 0) + value);
  return Object.fromEntries(cells);
}
