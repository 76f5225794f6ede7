import { tTwoSided } from "../statistics/distributions/t-two-sided.ts";
import { labelledShareAt, type LabelCohort, type MaturityCurve } from "./maturity-curve.ts";

/** Whether labels stopped coming for a window's rows. */
export interface LabelOutage {
  /** Days whose labels stopped: significantly, and under a fifth of what was due. Epoch milliseconds. */
  readonly days: readonly number[];
  /** Of the day that has least. */
  readonly t: number;
  readonly pValue: number;
  /** The p-value at which one day is called. */
  readonly threshold: number;
  /** Rows of the window with a label, and how many should have one by now. */
  readonly labelled: number;
  readonly expected: number;
  /** Standard deviation between days of the logit of the labelled share, as far as sampling does not explain it. */
  readonly spread: number;
  readonly referenceDays: number;
}

/** Days before that are needed, as many as for performance. */
const FEWEST_DAYS = 8;
/** Rows of a day under which it is not looked at. */
const FEWEST_ROWS = 20;
/** Days differ by at least as much, on the logit. */
const LEAST_SPREAD = 0.3;
/** Labels have stopped where less than this part of what was due has come: a blizzard that cancels seven flights of ten (9 February 2013 in New York) is none. */
const STOPPED = 0.2;
/** Of the days before, this part with the fewest labels is left out: an outage a while ago must not hide the next one. Days without labels that come by rule (Sundays) are more than that. */
const LEFT_OUT = 0.1;

/**
 * Holds each day of a window against what the maturity curve says its labels should be by now: the difference of logits over what days before differed by, with Student's t, shared among the window's days (Bonferroni).
 * @param before cohorts of the days before the window @param alpha probability of a false alarm a window; null: too few days or rows to tell
 */
export function labelOutage(
  curve: MaturityCurve,
  before: readonly LabelCohort[],
  own: readonly LabelCohort[],
  until: number,
  alpha: number,
): LabelOutage | null {
  const judged = own.filter(({ rows }) => rows >= FEWEST_ROWS);
  const residuals = before.filter(({ rows }) => rows >= FEWEST_ROWS).map((one) => residualOf(curve, one, until));
  if (judged.length === 0 || residuals.length < FEWEST_DAYS || curve.ever === 0) return null;
  const kept = residuals.toSorted((a, b) => a - b).slice(Math.floor(LEFT_OUT * residuals.length));
  const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length;
  const spread = Math.max(LEAST_SPREAD, Math.sqrt(kept.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (kept.length - 1)));
  const threshold = alpha / judged.length;
  const tested = judged.map((one) => {
    const t = Math.min(0, (residualOf(curve, one, until) - Math.min(0, mean)) / (spread * Math.sqrt(1 + 1 / kept.length)));
    return { ...one, t, pValue: tTwoSided(t, kept.length - 1) / 2, expected: one.rows * expectedShare(curve, one, until), labelledRows: labelledOf(one) };
  });
  const worst = tested.reduce((least, one) => (one.t < least.t ? one : least));
  const total = (of: (one: (typeof tested)[number]) => number): number => tested.reduce((sum, one) => sum + of(one), 0);
  return {
    days: tested.filter((one) => one.pValue <= threshold && one.labelledRows < STOPPED * one.expected).map(({ day }) => day),
    t: worst.t,
    pValue: worst.pValue,
    threshold,
    labelled: total((one) => one.labelledRows),
    expected: total((one) => one.expected),
    spread,
    referenceDays: kept.length,
  };
}

/** Logit of the labelled share less that of the expected one, half a row added to each side of both. */
function residualOf(curve: MaturityCurve, cohort: LabelCohort, until: number): number {
  const expected = cohort.rows * expectedShare(curve, cohort, until);
  return logitOf(labelledOf(cohort), cohort.rows) - logitOf(expected, cohort.rows);
}

function expectedShare(curve: MaturityCurve, { meanTime }: LabelCohort, until: number): number {
  return labelledShareAt(curve, until - meanTime);
}

function labelledOf({ labelled }: LabelCohort): number {
  return labelled.reduce((sum, count) => sum + count, 0);
}

function logitOf(count: number, rows: number): number {
  return Math.log((count + 0.5) / (rows - count + 0.5));
}
