import { bucketOf, sum } from "../statistics/sample.ts";
import { percent } from "../findings/in-words.ts";
import type { CrossFit } from "../performance/cross-fit.ts";
import { learnedBias, learnedMae } from "../performance/learned-metrics.ts";
import type { Metric } from "../performance/metric.ts";
import { addSums } from "../performance/performance-sums.ts";
import { numberCells, type Residual, type ResidualCurve } from "../performance/residual-promise.ts";
import type { PerformanceSums } from "../performance/sums.ts";
import type { BaselineColumn, Grid } from "../statistics/column-counts.ts";
import { type DayEffect, estimateDayEffect } from "./day-effect.ts";
import type { ScoredRow } from "./decay-window.ts";
import { byInputs, CONCEPT, type Diagnosis, KNOWN_ROWS, MOVED, OUTSIDE_SHARE, slopeOver } from "./diagnosis.ts";
import { testExcess } from "./test-excess.ts";
import { kindsVariance, type WeightedQuestion } from "./weighted-test.ts";

/** Everything that the diagnosis of a model of numbers follows from. `rows`: the window's labelled rows with their inputs; null when not read. */
export interface DiagnosedNumbers {
  readonly fit: CrossFit<ResidualCurve>;
  readonly grid: Grid;
  readonly reference: readonly PerformanceSums[];
  readonly days: readonly PerformanceSums[];
  /** The prior's scale of what a day does to an excess, of its rows'. */
  readonly scaleOf: (own: ReturnType<ReturnType<Metric["excessOf"]>>[]) => number;
  readonly rows: readonly ScoredRow[] | null;
  readonly columns: readonly BaselineColumn[];
}

/** Names what stands behind residuals that moved: predictions beyond those of the reference (`outsideTraining`), else what can be said by the rows' inputs (`byInputs`). */
export function diagnoseNumbers(input: DiagnosedNumbers): Diagnosis {
  const { share, days } = outside(input);
  if (share >= OUTSIDE_SHARE && !moved(input, days))
    return {
      cause: "outsideTraining",
      text: `${percent(share)} of the rows have predictions beyond nearly all of the baseline’s; what is usual there is not known`,
    };
  return byInputs(input, { alike: "rows with predictions as large", level: CONCEPT }, (rows) => questionsOf(input, rows));
}

/** The share of rows whose prediction is farther out than all but a few of the reference's, and the days without them. */
function outside({ reference, days }: DiagnosedNumbers): { readonly share: number; readonly days: readonly PerformanceSums[] } {
  const cells = numberCells(addSums(reference));
  const [low, high] = [reach(cells), -reach(cells.map((cell) => ({ ...cell, bucket: -cell.bucket })).toReversed())];
  const inside = days.map((day) => {
    const kept = numberCells(day).filter(({ bucket }) => bucket >= low && bucket <= high);
    const of = (value: (cell: (typeof kept)[number]) => number) => Object.fromEntries(kept.map((cell) => [cell.bucket, value(cell)]));
    const total = (value: (cell: (typeof kept)[number]) => number): number => sum(kept.map(value));
    const [labelled, residual] = [total(({ rows }) => rows), total((cell) => cell.residual)];
    const cut = { numberCells: of(({ rows }) => rows), residuals: of((cell) => cell.residual), squaredResiduals: of(({ squared }) => squared) };
    return {
      ...day,
      labelled,
      positives: residual,
      sumScore: 0,
      sumAbsoluteError: total(({ absolute }) => absolute),
      ...cut,
      absoluteResiduals: of(({ absolute }) => absolute),
    };
  });
  const all = sum(days.map(({ labelled }) => labelled));
  return { share: all === 0 ? 0 : 1 - sum(inside.map(({ labelled }) => labelled)) / all, days: inside };
}

/** The bucket from which on, counted from the outermost, enough rows lie. */
function reach(rising: readonly { readonly bucket: number; readonly rows: number }[]): number {
  let below = 0;
  return rising.find(({ rows }) => (below += rows) >= KNOWN_ROWS)?.bucket ?? Infinity;
}

const METRICS = [(curve: ResidualCurve) => learnedMae(curve, 1), (curve: ResidualCurve) => learnedBias(curve, 1)];

function moved(input: DiagnosedNumbers, days: readonly PerformanceSums[]): boolean {
  const pooled = addSums(days);
  if (pooled.labelled === 0) return false;
  const pValues = METRICS.map((metricOf) => {
    const excess = (curve: ResidualCurve) => metricOf(curve).excessOf(pooled);
    const ofCurve = input.fit.variance((curve) => excess(curve)(pooled).excess / pooled.labelled);
    return testExcess(days.map(excess(input.fit.whole)), effectOf(input, metricOf), "two", ofCurve).pValue;
  });
  return Math.min(...pValues) <= MOVED / METRICS.length;
}

function effectOf({ fit, reference, scaleOf }: DiagnosedNumbers, metricOf: (curve: ResidualCurve) => Metric): DayEffect {
  const own = reference.map((day, place) => metricOf(fit.outsideOf(place)).excessOf(day)(day));
  return estimateDayEffect(own, scaleOf(own));
}

/** Whether residuals are as rows with predictions as large had them, in mean, in slope over the prediction and in size, weighted to the baseline's inputs. */
function questionsOf(input: DiagnosedNumbers, rows: readonly ScoredRow[]): readonly WeightedQuestion[] {
  const { fit, grid } = input;
  const buckets = new Map(rows.map((row) => [row, bucketOf(row.score, grid)]));
  const bucket = (row: ScoredRow): number => buckets.get(row) ?? 0;
  const known = (row: ScoredRow): Residual => fit.whole.of(bucket(row));
  const effects = METRICS.map((metricOf) => effectOf(input, metricOf));
  const question = (of: "mean" | "size", factor: WeightedQuestion["factor"]): WeightedQuestion => ({
    factor,
    residual: (row) => (of === "mean" ? row.label - row.score : Math.abs(row.label - row.score)) - known(row)[of],
    variance: (row) => (of === "mean" ? known(row).variance : known(row).sizeVariance),
    effect: effects[of === "mean" ? 1 : 0] ?? estimateDayEffect([], 1),
    curveVariance: kindsVariance(rows, bucket, fit, (curve, row) => curve.of(bucket(row))[of]),
  });
  return [
    question("mean", () => 1),
    question(
      "mean",
      slopeOver((row) => fit.whole.placeOf(bucket(row))),
    ),
    question("size", () => 1),
  ];
}
