import { TidemarkError } from "../../errors.ts";
import type { PerformanceReport } from "./performance-report.ts";

/** By task, the first of these that there is. */
const DEFAULTS: Readonly<Record<PerformanceReport["task"], readonly string[]>> = {
  binary: ["rocAuc", "f1", "accuracy"],
  multiclass: ["f1", "accuracy"],
  multilabel: ["f1", "accuracy"],
  regression: ["mae"],
  ranking: ["ndcg", "meanAveragePrecision"],
  forecast: ["mase", "mae"],
};
/** Metrics of which less is better. */
const LOSSES = ["logLoss", "brier", "mae", "rmse", "mape", "mse", "msle", "rmsle", "smape", "mase", "hammingLoss", "intervalWidth"];
/** Metrics that have no better side. */
const NEITHER = ["bias", "calibrationError", "coverage"];
const DIGITS = 4;

/** The report with its one metric that counts: `asked`, else the task's own. @throws TidemarkError `input` for a metric that there is none of */
export function withHeadline(report: PerformanceReport, asked: string | undefined): PerformanceReport {
  const known = Object.keys(report.reference.metrics);
  if (asked !== undefined && !known.includes(asked))
    throw new TidemarkError("input", `--headline ${asked}: the task is ${report.task}; expected one of ${known.join(", ")}`);
  const metric = asked ?? DEFAULTS[report.task].find((name) => (report.reference.metrics[name] ?? null) !== null) ?? known[0] ?? "";
  const measured = report.windows.flatMap(({ realised }) => ((realised[metric]?.value ?? null) === null ? [] : [realised[metric]]));
  const alerts = measured.filter((own) => own?.alert === true).length;
  const below = report.windows.filter(({ realised, naive }) => isNoBetter(metric, realised[metric]?.value ?? null, naive?.[metric] ?? null)).length;
  const reference = report.reference.metrics[metric] ?? null;
  const sentences = [
    `${metric} was ${textOf(reference)} in the reference`,
    measured.length === 0 ? "no window has a value" : `${alerts} of ${measured.length} windows lie beyond what its windows have`,
    ...(below === 0 ? [] : [`${below} are no better than the naive baseline`]),
  ];
  return {
    ...report,
    headline: {
      metric,
      reference,
      windows: measured.length,
      alerts,
      noBetterThanNaive: NEITHER.includes(metric) ? null : below,
      sentence: `${sentences.join("; ")}.`,
    },
  };
}

function isNoBetter(metric: string, value: number | null, naive: number | null): boolean {
  if (value === null || naive === null || NEITHER.includes(metric)) return false;
  return LOSSES.includes(metric) ? value >= naive : value <= naive;
}

function textOf(value: number | null): string {
  return value === null ? "unknown" : String(Number(value.toPrecision(DIGITS)));
}
