import { sum } from "../statistics/sample.ts";
import { percent } from "../findings/in-words.ts";
import { logit } from "../performance/calibration-curve.ts";
import { CONFIDENCE_BINS } from "../performance/cell-sums.ts";
import { type ClassCell, cellKey, classCells, type ClassRates, confidenceOf } from "../performance/class-promise.ts";
import type { CrossFit } from "../performance/cross-fit.ts";
import { learnedAccuracy } from "../performance/learned-metrics.ts";
import { addSums } from "../performance/performance-sums.ts";
import type { PerformanceSums } from "../performance/sums.ts";
import type { BaselineColumn } from "../statistics/column-counts.ts";
import type { DayEffect } from "./day-effect.ts";
import type { ScoredRow } from "./decay-window.ts";
import { byInputs, CONCEPT, type Diagnosis, KNOWN_ROWS, MOVED, OUTSIDE_SHARE, SHARP, slopeOver, WITHIN } from "./diagnosis.ts";
import { type Moments, momentTest } from "./moment-test.ts";
import { testExcess } from "./test-excess.ts";
import { kindsVariance, type WeightedQuestion } from "./weighted-test.ts";

/** Everything that the diagnosis of a model of classes follows from. `rows`: the window's labelled rows with their inputs; null when not read. */
export interface DiagnosedClasses {
  readonly fit: CrossFit<ClassRates>;
  readonly reference: readonly PerformanceSums[];
  readonly days: readonly PerformanceSums[];
  /** What days add to how many are right. */
  readonly effect: DayEffect;
  readonly daySpread: number;
  readonly rows: readonly ScoredRow[] | null;
  readonly columns: readonly BaselineColumn[];
}

/** A class that has this share of the window's rows must be known sharply. */
const COMMON_SHARE = 0.05;
/** p-value of how classes are found under which their shares cannot be all that changed. */
const EXCLUDED = 0.001;

/**
 * Names what stands behind a fall of accuracy, one class against the rest: rows of classes, or so sure, as the reference hardly has (`outsideTraining`); other shares of the true classes while each is found as often, and as surely, as before
 * (`labelShift`); else rows of the same predicted class turn out otherwise: by their inputs (`byInputs`).
 */
export function diagnoseClasses(input: DiagnosedClasses): Diagnosis {
  const found = outside(input);
  const { share } = found;
  if (share >= OUTSIDE_SHARE && !accuracyMoved(input, found))
    return {
      cause: "outsideTraining",
      text: `${percent(share)} of the rows are of a class, or as sure of one, as hardly any baseline row was; what is usual there is not known`,
    };
  const shift = labelShift(input);
  if (shift === "likely") return { cause: "labelShift", text: "the classes’ shares changed while rows of each true class are found as often as before" };
  if (shift === "possible")
    return {
      cause: "calibrationMoved",
      text: "rows of the same predicted class turn out otherwise than before; the classes’ shares changed too, which may be all",
    };
  return byInputs(input, { alike: "rows of the same predicted class", level: CONCEPT }, (rows) => questionsOf(input, rows));
}

interface Outside {
  readonly share: number;
  /** The days without rows of predicted classes (or so sure) that are hardly known. */
  readonly days: readonly PerformanceSums[];
  /** By day, rows whose true class is hardly known: no model could be right about them. */
  readonly newTruths: readonly number[];
}

/** The rows whose predicted class (and confidence), or true class, hardly any reference row had. */
function outside({ reference, days }: DiagnosedClasses): Outside {
  const cells = classCells(addSums(reference));
  const known = (cell: ClassCell): boolean => {
    const alike = cells.filter((one) => one.side === cell.side && one.class === cell.class && near(one.bin, cell.side === "l" ? null : cell.bin));
    return sum(alike.map(({ rows }) => rows)) >= KNOWN_ROWS;
  };
  const inside = days.map((day) => {
    const kept = classCells(day).filter(known);
    return { ...day, labelled: rowsOn("p", kept), classCells: Object.fromEntries(kept.map((cell) => [cellKey(cell), cell.rows])) };
  });
  const newTruths = days.map((day) => rowsOn("l", classCells(day)) - rowsOn("l", classCells(day).filter(known)));
  const all = sum(days.map((day) => rowsOn("p", classCells(day))));
  const newPredictions = all - sum(inside.map(({ labelled }) => labelled));
  return { share: all === 0 ? 0 : Math.max(newPredictions, sum(newTruths)) / all, days: inside, newTruths };
}

function near(bin: number | null, to: number | null): boolean {
  return to === null || bin === null || Math.abs(bin - to) <= 1;
}

/** Whether the rows inside are right less, or more, often than is usual; with rows of new classes among them, whether more are wrong than these can account for. */
function accuracyMoved({ fit, effect }: DiagnosedClasses, { days, newTruths }: Outside): boolean {
  const pooled = addSums(days);
  if (pooled.labelled === 0) return false;
  const excess = (rates: ClassRates) => learnedAccuracy(rates).excessOf(pooled);
  const ofCurve = fit.variance((rates) => excess(rates)(pooled).excess / pooled.labelled);
  const accounted = days.map(excess(fit.whole)).map((day, place) => ({ ...day, excess: day.excess - (newTruths[place] ?? 0) }));
  return testExcess(accounted, effect, sum(newTruths) > 0 ? "worse" : "two", ofCurve).pValue <= MOVED;
}

/** Whether the true classes' shares moved while rows of each are found as often, and as surely, as before: `likely` with enough rows to have seen it, `possible` where it is not excluded. */
function labelShift({ reference, days, daySpread }: DiagnosedClasses): "likely" | "possible" | "no" {
  const [usual, now] = [classCells(addSums(reference)), classCells(addSums(days))];
  const all = Math.max(1, rowsOn("l", now));
  const classes = [...new Set([...usual, ...now].filter(({ side }) => side === "l").map((cell) => cell.class))];
  const shareOf = (name: string): number =>
    rowsOn(
      "l",
      now.filter((cell) => cell.class === name),
    ) / all;
  // A class that one side hardly has is found as often as before, as far as anyone can tell: nothing is said.
  if (
    classes.some(
      (name) =>
        shareOf(name) >= COMMON_SHARE &&
        rowsOn(
          "l",
          usual.filter((cell) => cell.class === name),
        ) < KNOWN_ROWS,
    )
  )
    return "no";
  const shares = classes.map((name) =>
    momentTest(
      reference,
      days,
      cellMoments("l", (cell) => (cell.class === name ? 1 : 0)),
      (variance) => daySpread * variance,
    ),
  );
  const values: ((cell: ClassCell) => number)[] = [({ right }) => Number(right), ...(now.some(({ bin }) => bin !== null) ? [confidenceLogit] : [])];
  const within = classes.flatMap((name) =>
    values.map((value) => ({
      common: shareOf(name) >= COMMON_SHARE,
      ...momentTest(
        reference,
        days,
        cellMoments("l", value, (cell) => cell.class === name),
        (variance) => WITHIN * daySpread * Math.sqrt(variance),
      ),
    })),
  );
  // A class that is always found, or never, cannot show that it is found otherwise.
  const sharp = within.every(({ common, test, deviation }) => !common || (deviation > 0 && test.standardError <= SHARP * deviation));
  const smallest = Math.min(...within.map(({ test }) => test.pValue)) * within.length;
  if (smallest <= EXCLUDED || !shares.some(({ test }) => test.pValue <= MOVED / classes.length)) return "no";
  return sharp && smallest > MOVED ? "likely" : "possible";
}

function cellMoments(side: "p" | "l", value: (cell: ClassCell) => number, counts: (cell: ClassCell) => boolean = () => true): Moments {
  return (day) => {
    const cells = classCells(day).filter((cell) => cell.side === side && counts(cell));
    const total = (of: (cell: ClassCell) => number): number => sum(cells.map((cell) => cell.rows * of(cell)));
    return [total(() => 1), total(value), total((cell) => value(cell) ** 2)];
  };
}

/** Whether rows are right as often as rows of their predicted class were, and the slope of that over their confidence, weighted to the baseline's inputs. */
function questionsOf({ fit, effect }: DiagnosedClasses, rows: readonly ScoredRow[]): readonly WeightedQuestion[] {
  const binOf = ({ score }: ScoredRow): number | null => (score < 0 ? null : Math.max(0, Math.min(CONFIDENCE_BINS - 1, Math.floor(score * CONFIDENCE_BINS))));
  const rateBy = (rates: ClassRates, row: ScoredRow): number => rates(row.predicted ?? "", binOf(row));
  const place = (row: ScoredRow): number => logit(confidenceOf(binOf(row) ?? 0));
  const factors = [(): number => 1, ...(rows.some((row) => binOf(row) !== null) ? [slopeOver(place)] : [])];
  return factors.map((factor) => ({
    factor,
    residual: (row) => row.label - rateBy(fit.whole, row),
    variance: (row) => rateBy(fit.whole, row) * (1 - rateBy(fit.whole, row)),
    effect,
    curveVariance: kindsVariance(rows, (row) => `${binOf(row) ?? ""}|${row.predicted ?? ""}`, fit, rateBy),
  }));
}

function confidenceLogit({ bin }: ClassCell): number {
  return logit(confidenceOf(bin ?? 0));
}

function rowsOn(side: "p" | "l", cells: readonly ClassCell[]): number {
  return sum(cells.filter((cell) => cell.side === side).map(({ rows }) => rows));
}
