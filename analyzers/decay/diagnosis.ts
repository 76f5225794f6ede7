import type { Cause } from "../findings/finding.ts";
import type { BaselineColumn } from "../statistics/column-counts.ts";
import type { ScoredRow } from "./decay-window.ts";
import { type WeightedQuestion, weightedTest } from "./weighted-test.ts";

/** What stands behind a loss, and in words what that rests on. */
export interface Diagnosis {
  readonly cause: Extract<Cause, "conceptDrift" | "labelShift" | "outsideTraining" | "calibrationMoved">;
  readonly text: string;
}

/** p-value under which something is said to have moved. */
export const MOVED = 0.05;
/** The same for a concept that moved, of classes and numbers: the prediction says less of the inputs than a score does, and weights match them in tenths alone. */
export const CONCEPT = 0.01;
/** What rows come to is well known where so many reference rows are alike. */
export const KNOWN_ROWS = 30;
/** Share of a window's rows that are less known from which it lies outside. */
export const OUTSIDE_SHARE = 0.05;
/** To say that something within a class did not move, its mean must be known to a tenth of its standard deviation. */
export const SHARP = 0.1;
/** Days differ less in where a class has its scores than in how many turn out: the part of the prior, in standard deviations. More would hide that they moved, and call it a label shift. */
export const WITHIN = 0.25;

/** Rows of a window (null: not read) and the baseline's columns that they are weighted to. */
interface Inputs {
  readonly rows: readonly ScoredRow[] | null;
  readonly columns: readonly BaselineColumn[];
}

/** What can be said once rows alike turn out otherwise: `conceptDrift` where they still do weighted to the baseline's inputs, `calibrationMoved` where they do not, or that cannot be known. @param told.alike "rows with the same score" @param told.level p-value under which they still do */
export function byInputs(
  { rows, columns }: Inputs,
  { alike, level }: { readonly alike: string; readonly level: number },
  questionsOf: (rows: readonly ScoredRow[]) => readonly WeightedQuestion[],
): Diagnosis {
  const moved = `${alike} turn out otherwise than before`;
  if (rows === null || columns.every(({ kind }) => kind !== "feature"))
    return { cause: "calibrationMoved", text: `${moved}; whether the same inputs do is not known` };
  const weighted = weightedTest(rows, columns, questionsOf(rows));
  if (weighted === null) return { cause: "calibrationMoved", text: `${moved}; the inputs differ too much to tell whether the same inputs do` };
  if (weighted <= level) return { cause: "conceptDrift", text: `${moved}, also when weighted to the baseline’s inputs` };
  return { cause: "calibrationMoved", text: `${moved}, but not when weighted to the baseline’s inputs: the inputs may explain it` };
}

/** A factor of a question about a slope: where a row lies, less the weighted middle. */
export function slopeOver(place: (row: ScoredRow) => number): WeightedQuestion["factor"] {
  const means = new WeakMap<object, number>();
  return (row, weightedMean) => {
    const mean = means.get(weightedMean) ?? weightedMean(place);
    means.set(weightedMean, mean);
    return place(row) - mean;
  };
}
