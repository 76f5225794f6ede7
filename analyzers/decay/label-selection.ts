import { tTwoSided } from "../statistics/distributions/t-two-sided.ts";
import { labelledShareAt, type LabelCohort, type MaturityCurve } from "./maturity-curve.ts";

/** Labels that come for some rows rather than others: what performance is then known of. */
export interface LabelSelection {
  /** Share of the rows, old enough, that have a label. */
  readonly share: number;
  /** Mean scores of the rows with a label, and without. */
  readonly meanLabelled: number;
  readonly meanWithout: number;
  readonly pValue: number;
  readonly days: number;
}

/** A day counts once this part of the labels that will come should be in. */
const MATURE = 0.99;
/** Rows of a day, on either side, that are needed for their mean. */
const FEWEST_ROWS = 10;
const FEWEST_DAYS = 8;
/** Share of rows without a label under which nothing is said, and difference of mean scores. */
const LEAST_WITHOUT = 0.05;
const LEAST_DIFFERENCE = 0.05;
const SIGNIFICANT = 0.001;

/** Whether rows that got a label had other scores than those that never do, day by day (Student's t over days before the window); null where they had not, or that cannot be told. It says, and never alerts. @param until when the cohorts' labels were known, epoch milliseconds */
export function labelSelection(curve: MaturityCurve, before: readonly LabelCohort[], until: number): LabelSelection | null {
  const mature = before.flatMap(({ lastTime, scores }) =>
    scores !== undefined && labelledShareAt(curve, until - lastTime) >= MATURE * curve.ever ? [scores] : [],
  );
  const total = (side: "labelled" | "without", of: "rows" | "sum"): number => mature.reduce((sum, one) => sum + one[side][of], 0);
  const rows = total("labelled", "rows") + total("without", "rows");
  const both = mature.filter(({ labelled, without }) => labelled.rows >= FEWEST_ROWS && without.rows >= FEWEST_ROWS);
  if (both.length < FEWEST_DAYS || total("without", "rows") < LEAST_WITHOUT * rows) return null;
  const differences = both.map(({ labelled, without }) => labelled.sum / labelled.rows - without.sum / without.rows);
  const mean = differences.reduce((sum, one) => sum + one, 0) / differences.length;
  const variance = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (differences.length - 1);
  const pValue = variance === 0 ? Number(mean === 0) : tTwoSided(mean / Math.sqrt(variance / differences.length), differences.length - 1);
  if (Math.abs(mean) < LEAST_DIFFERENCE || pValue > SIGNIFICANT) return null;
  return {
    share: total("labelled", "rows") / rows,
    meanLabelled: total("labelled", "sum") / total("labelled", "rows"),
    meanWithout: total("without", "sum") / total("without", "rows"),
    pValue,
    days: differences.length,
  };
}
