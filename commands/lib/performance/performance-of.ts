import type { DataSet } from "../../../analyzers/data/data-set.ts";
import { assess, type AssessOptions, type TimedRows } from "../../../analyzers/performance/assess.ts";
import { estimateClasses, fitScoreCurves } from "../../../analyzers/performance/cbpe.ts";
import { estimateNumbers, expectedLosses, fitLossModels, type LossRows, takeFeatures } from "../../../analyzers/performance/dle.ts";
import type { NumberTaskRows } from "../../../analyzers/performance/number-task-rows.ts";
import type { PerformanceReport } from "../../../analyzers/performance/performance-report.ts";
import { MOST_OUTSIDE, outsideOf, supportOf } from "../../../analyzers/performance/support.ts";
import type { TaskRows } from "../../../analyzers/performance/task-rows.ts";
import { trackRecords } from "../../../analyzers/performance/track-record.ts";
import type { Feature } from "../../../analyzers/statistics/boosting/feature-bins.ts";
import { TidemarkError } from "../../../errors.ts";
import type { Kept } from "./keep-rows.ts";
import type { PerformanceOptions } from "./performance-options.ts";
import { type PerformanceSides, sideColumns } from "./performance-sides.ts";
import { type FeatureSides, readFeatures } from "./read-features.ts";

type Assessed = Omit<PerformanceReport, "task" | "classes">;

/** Measures both sides as asked, estimates among it. @throws TidemarkError `input` for an estimate that the task does not have */
export async function performanceOf(
  sides: PerformanceSides,
  files: { readonly reference: DataSet; readonly current: DataSet },
  asked: PerformanceOptions,
): Promise<Assessed> {
  const { estimate } = asked;
  const features = estimate === undefined ? null : await featuresOf(sides, files, asked);
  if (sides.task === "regression")
    return withEstimates(asked, sides.current, features, assessed(sides, asked, estimate === undefined ? null : numbersEstimate(sides, features, asked)));
  if (estimate === "dle") throw new TidemarkError("input", `--estimate dle: the task is ${sides.task}; expected a regression, or --estimate cbpe`);
  if (estimate === undefined) return assessed(sides, asked, null);
  if (sides.reference.rows.rows.scores === null) throw new TidemarkError("input", "--estimate cbpe: there are no scores; expected --score");
  const curves = fitScoreCurves(sides.reference.rows);
  return withEstimates(
    asked,
    sides.current,
    features,
    assessed(sides, asked, (window) => estimateClasses(window, curves)),
  );
}

function assessed<Rows extends TaskRows<Rows>>(
  sides: { readonly reference: TimedRows<Rows>; readonly current: TimedRows<Rows> },
  { window }: PerformanceOptions,
  estimate: AssessOptions<Rows>["estimate"],
): Assessed {
  return assess(sides.reference, sides.current, { length: window ?? null, estimate });
}

function featuresOf(
  sides: PerformanceSides,
  files: { readonly reference: DataSet; readonly current: DataSet },
  asked: PerformanceOptions,
): Promise<FeatureSides> {
  const { target, prediction, scores, timestamp } = sideColumns(asked);
  const known = [target, prediction ?? "", ...scores, timestamp ?? ""];
  return readFeatures(
    { data: files.reference, places: sides.reference.places },
    { data: files.current, places: sides.current.places },
    asked.features ?? null,
    known,
  );
}

function numbersEstimate(
  { reference, current }: { readonly reference: Kept<NumberTaskRows>; readonly current: Kept<NumberTaskRows> },
  features: FeatureSides | null,
  { estimate }: PerformanceOptions,
): AssessOptions<NumberTaskRows>["estimate"] {
  if (estimate !== "dle") throw new TidemarkError("input", `--estimate ${String(estimate)}: the task is a regression; expected --estimate dle`);
  const { labels, predicted, places } = reference.rows.known();
  const own = (of: readonly Feature[] | undefined, rows: NumberTaskRows): readonly Feature[] => [
    ...(of ?? []),
    { name: PREDICTION, type: "numeric", values: rows.predicted },
  ];
  const fitted: LossRows = { features: own(features?.reference, reference.rows), labels, predicted };
  const models = fitLossModels({ ...fitted, features: labels.length === reference.rows.length ? fitted.features : takeFeatures(fitted.features, places) });
  const losses = expectedLosses(models, own(features?.current, current.rows));
  return (_, { start, end }) => estimateNumbers(models, losses, [start, end]);
}

/** No column has such a name. */
const PREDICTION = "\u0000prediction";

/** Says how estimates came out, and how many rows of each window the reference has no like of. */
function withEstimates({ estimate }: PerformanceOptions, current: Kept<{ readonly length: number }>, features: FeatureSides | null, found: Assessed): Assessed {
  if (estimate === undefined || features === null) return found;
  const outside = outsideOf(supportOf(features.reference), features.current, current.rows.length);
  let start = 0;
  const windows = found.windows.map((window) => {
    const own = outside.subarray(start, (start += window.rows));
    return { ...window, outsideReference: own.reduce((sum, row) => sum + row, 0) / window.rows };
  });
  const beyond = windows.filter(({ outsideReference }) => outsideReference > MOST_OUTSIDE).length;
  const warning = `${beyond} windows have features outside what the reference has in more than ${100 * MOST_OUTSIDE} % of their rows: there estimates stand on nothing.`;
  return {
    ...found,
    windows,
    estimate: { method: estimate, features: features.reference.map(({ name }) => name), trackRecord: trackRecords(windows) },
    notes: [...found.notes, ...features.notes, ...(beyond > 0 ? [warning] : [])],
  };
}
