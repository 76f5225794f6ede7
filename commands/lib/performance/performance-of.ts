import type { DataSet } from "../../../analyzers/data/data-set.ts";
import { assess } from "../../../analyzers/performance/assess.ts";
import { estimateClasses, fitScoreCurves } from "../../../analyzers/performance/cbpe.ts";
import { estimateNumbers, expectedLosses, fitLossModels, type LossModels, takeFeatures } from "../../../analyzers/performance/dle.ts";
import type { NumberTaskRows } from "../../../analyzers/performance/number-task-rows.ts";
import type { PerformanceReport } from "../../../analyzers/performance/performance-report.ts";
import { accuracySequence, maeSequence, poweredClasses, poweredNumbers } from "../../../analyzers/performance/prediction-powered.ts";
import { MOST_OUTSIDE, outsideOf, supportOf } from "../../../analyzers/performance/support.ts";
import { trackRecords } from "../../../analyzers/performance/track-record.ts";
import type { Feature } from "../../../analyzers/statistics/boosting/feature-bins.ts";
import { TidemarkError } from "../../../errors.ts";
import type { ClassSides } from "./class-sides.ts";
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
  if (sides.task === "regression") return withEstimates(asked, sides.current, features, ofNumbers(sides, features, asked));
  if (estimate === "dle") throw new TidemarkError("input", `--estimate dle: the task is ${sides.task}; expected a regression, or --estimate cbpe`);
  if (estimate !== undefined && sides.reference.rows.rows.scores === null)
    throw new TidemarkError("input", "--estimate cbpe: there are no scores; expected --score");
  return withEstimates(asked, sides.current, features, ofClasses(sides, asked));
}

function ofClasses({ reference, current }: ClassSides, { estimate, window }: PerformanceOptions): Assessed {
  const curves = reference.rows.rows.scores === null || reference.rows.labelled === 0 ? null : fitScoreCurves(reference.rows);
  return assess(reference, current, {
    length: window ?? null,
    estimate: estimate === undefined || curves === null ? null : (rows) => estimateClasses(rows, curves),
    fewLabels: (rows) => ({
      ...(curves === null ? {} : { powered: Object.fromEntries(poweredClasses(rows, curves)) }),
      sequence: accuracySequence(rows),
    }),
  });
}

function ofNumbers({ reference, current }: NumberSides, features: FeatureSides | null, { estimate, window }: PerformanceOptions): Assessed {
  const fitted = estimate === undefined ? null : numberLosses({ reference, current }, features, estimate);
  return assess(reference, current, {
    length: window ?? null,
    estimate: fitted === null ? null : (_, { start, end }) => estimateNumbers(fitted.models, fitted.losses, [start, end]),
    fewLabels: (rows, { start, end }) => {
      const sequence = maeSequence(rows);
      const own = new Map([...(fitted?.losses ?? [])].map(([name, losses]) => [name, losses.subarray(start, end)]));
      return { ...(fitted === null ? {} : { powered: Object.fromEntries(poweredNumbers(rows, own)) }), ...(sequence === null ? {} : { sequence }) };
    },
  });
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

interface NumberSides {
  readonly reference: Kept<NumberTaskRows>;
  readonly current: Kept<NumberTaskRows>;
}

/** What each loss is expected to be of every current row, and the models that say so. */
function numberLosses(
  { reference, current }: NumberSides,
  features: FeatureSides | null,
  estimate: "cbpe" | "dle",
): { readonly models: LossModels; readonly losses: ReadonlyMap<string, Float64Array> } {
  if (estimate !== "dle") throw new TidemarkError("input", `--estimate ${estimate}: the task is a regression; expected --estimate dle`);
  const { labels, predicted, places } = reference.rows.known();
  const own = (of: readonly Feature[] | undefined, rows: NumberTaskRows): readonly Feature[] => [
    ...(of ?? []),
    { name: PREDICTION, type: "numeric", values: rows.predicted },
  ];
  const all = own(features?.reference, reference.rows);
  const models = fitLossModels({ features: labels.length === reference.rows.length ? all : takeFeatures(all, places), labels, predicted });
  return { models, losses: expectedLosses(models, own(features?.current, current.rows)) };
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
