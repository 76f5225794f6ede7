import { z } from "zod";
import { DEFAULT_PLACES } from "../../../analyzers/performance/ranking-task-rows.ts";
import { parseWindowLength } from "../../../analyzers/performance/windows.ts";
import type { Command } from "../command.ts";
import { CONFIG_OPTION } from "../config-option.ts";
import { namesOption, READING_USAGE, readingOptions } from "../reading-options.ts";

const column = z.string("expected a column's name").min(1, "expected a column's name");
const file = z.string("expected a file").min(1, "expected a file");

/** `p`, or `class=column,class=column`. */
const scoreOption = z.string().transform((text, context) => {
  if (!text.includes("=")) return { column: text };
  const pairs = text.split(",").map((pair) => pair.split("=").map((part) => part.trim()));
  if (pairs.every((pair) => pair.length === 2 && pair.every((part) => part !== "")))
    return { columns: new Map(pairs.map(([name = "", of = ""]) => [name, of])) };
  context.addIssue({ code: "custom", message: "expected a column, or class=column,class=column" });
  return z.NEVER;
});

/** `[[1,-5],[-2,10]]` or `1,-5;-2,10`. */
const costOption = z.string().transform((text, context) => {
  const lines = text.replaceAll(/\s|^\[|\]$/g, "").split(/;|\],\[/);
  const worth = lines.map((line) => line.replaceAll(/[[\]]/g, "").split(",").map(Number));
  if (worth.length >= 2 && worth.every((line) => line.length === worth.length && line.every((value) => Number.isFinite(value)))) return worth;
  context.addIssue({ code: "custom", message: "expected as many lines as columns, as in 1,-5;-2,10" });
  return z.NEVER;
});

const windowOption = z.string().transform((text, context) => {
  const length = parseWindowLength(text);
  if (length !== null) return length;
  context.addIssue({ code: "custom", message: "expected a number of rows or a length of time, as in 5000rows, 1h, 1d or 1w" });
  return z.NEVER;
});

/** What `tidemark performance` is asked. */
export const performanceOptions = z
  .strictObject({
    reference: file,
    current: file,
    target: column.or(z.literal("")).default(""),
    prediction: column.optional(),
    score: scoreOption.optional(),
    positive: z.string().min(1).default("1"),
    task: z
      .enum(
        ["binary", "multiclass", "regression", "multilabel", "ranking", "forecast"],
        "expected binary, multiclass, regression, multilabel, ranking or forecast",
      )
      .optional(),
    group: column.optional(),
    at: z.coerce.number("expected a number of places").int("expected a whole number of places").min(1, "expected at least 1").default(DEFAULT_PLACES),
    horizon: column.optional(),
    interval: namesOption.refine(({ length }) => length === 2, "expected two columns, as in low,high").optional(),
    series: column.optional(),
    seasonality: z.coerce.number("expected a number of rows").int("expected a whole number of rows").min(1, "expected at least 1").default(1),
    groups: namesOption.optional(),
    slices: z.boolean().default(false),
    segments: column.optional(),
    headline: z.string().min(1, "expected a metric's name").optional(),
    timestamp: column.optional(),
    window: windowOption.optional(),
    estimate: z.enum(["cbpe", "dle"], "expected cbpe or dle").optional(),
    features: namesOption.optional(),
    "cost-matrix": costOption.optional(),
    config: z.string().optional(),
    exclude: namesOption.prefault(""),
    ...readingOptions,
    format: z.enum(["table", "json", "markdown"], "expected table, json or markdown").default("table"),
    "fail-on": z.enum(["alert", "headline"], "expected alert or headline").optional(),
  })
  .superRefine(({ reference, current, target, prediction, score, window, timestamp, task, group, horizon, interval }, context) => {
    const mistake = (path: string, message: string): void => context.addIssue({ code: "custom", path: [path], message });
    if (isStored({ reference, current })) return;
    if (target === "") mistake("target", "expected a column's name");
    if (task === "ranking" && group === undefined) mistake("group", "expected a column: a ranking is of groups of rows");
    if (interval !== undefined && horizon === undefined && task !== "forecast") mistake("interval", "expected --horizon COLUMN, or --task forecast, beside it");
    if (prediction === undefined && score === undefined) mistake("prediction", "expected a column, or --score");
    if (window !== undefined && "milliseconds" in window && timestamp === undefined) mistake("window", "a length of time needs --timestamp COLUMN");
  });

export type PerformanceOptions = z.output<typeof performanceOptions>;

/** Whether it is about captured rows. */
export function isStored(sides: { readonly reference: string; readonly current: string }): boolean {
  return sides.reference.startsWith("store:") && sides.current.startsWith("store:");
}

/** Its help. */
export const performanceUsage: Command["usage"] = {
  synopsis: "--reference A --current B --target y --prediction yhat [--score p | --score class=column,…] [--window 5000rows|1h|1d] [--estimate cbpe|dle]",
  options: [
    {
      name: "reference",
      value: "A",
      help: "labelled rows from when the model was as it should be: a file, a folder of parts or a pattern; or, on both sides, store:MODEL@FROM/TO, captured rows with their latest labels (binary; --score and --prediction name predictions)",
    },
    { name: "current", value: "B", help: "rows to be judged, likewise; labels may be missing" },
    CONFIG_OPTION,
    { name: "target", value: "COLUMN", help: "the labels: what came; several, with as many predictions, of rows that are of several classes at once (a,b,c)" },
    { name: "prediction", value: "COLUMN", help: "the predicted class or number (default: of --score, from 0.5 on, or the class with the highest)" },
    { name: "score", value: "COLUMNS", help: "the positive class's chance, a column; or each class's, as class=column,class=column" },
    { name: "positive", value: "CLASS", help: "of two classes the positive one (default 1, which true and yes are too)" },
    {
      name: "task",
      value: "NAME",
      help: "binary, multiclass, regression, multilabel, ranking or forecast (default: several targets are multilabel, --group a ranking, --horizon a forecast; else by --score and what the target holds)",
    },
    { name: "group", value: "COLUMN", help: "of a ranking: rows that are ranked together, such as a query's; the target is each row's relevance, 0 for none" },
    { name: "at", value: "K", help: `of a ranking: places that count in ndcg and precisionAtK (default ${DEFAULT_PLACES})` },
    { name: "horizon", value: "COLUMN", help: "of forecasts: how many steps ahead each was made; metrics are told by horizon too" },
    { name: "interval", value: "LOW,HIGH", help: "of forecasts: columns with the ends of their own intervals, whose coverage is measured" },
    { name: "series", value: "COLUMN", help: "of forecasts: which series a row is of (default: all one)" },
    { name: "seasonality", value: "ROWS", help: "of forecasts: rows of a season, for mase and the naive baseline (default 1: the value before)" },
    {
      name: "groups",
      value: "a,b",
      help: "fairness: selection rate, true and false positive rate, calibration and error by the groups of these columns, each held against the largest",
    },
    { name: "slices", help: "searches slices of one or two features in which the model is worse than elsewhere" },
    { name: "segments", value: "COLUMN", help: "says of a mean that moved whether the mix of these segments did, or segments themselves" },
    {
      name: "headline",
      value: "METRIC",
      help: "the one metric that counts (default: rocAuc with scores, f1, mae, ndcg or mase by the task); --fail-on headline looks at it alone",
    },
    { name: "timestamp", value: "COLUMN", help: "when each row was scored: rows are put in its order (default: as they stand)" },
    { name: "window", value: "LENGTH", help: "5000rows, 30m, 1h, 1d or 1w (UTC); default: a tenth of the reference's rows" },
    {
      name: "cost-matrix",
      value: "MATRIX",
      help: "what a row is worth by class (lines) and predicted class, negative first, or in the order of --score: 1,-5;-2,10; gives businessValue, the mean of a row",
    },
    {
      name: "estimate",
      value: "NAME",
      help: "what is to be expected before the labels come: cbpe (of classes, by their scores) or dle (of numbers, by the features), with how it came out where labels are there",
    },
    { name: "features", value: "a,b", help: "with --estimate or --slices: columns that a row is known by (default: all others that both sides have)" },
    { name: "exclude", value: "a,b", help: "leave these columns out" },
    ...READING_USAGE,
    { name: "format", value: "FORMAT", help: "table (default), json or markdown" },
    { name: "fail-on", value: "WHAT", help: "exit with 1 when a metric of a window alerts (alert), or the headline metric does (headline)" },
  ],
  examples: [
    "tidemark performance --reference train.csv --current today.csv --target repaid --prediction y_pred --score y_pred_proba --window 5000rows",
    "tidemark performance --reference a.parquet --current b.parquet --target price --prediction y_pred --timestamp sold_at --window 1d --format json",
    "tidemark performance --reference a.csv --current b.csv --target kind --prediction y_pred --score prepaid=p_prepaid,upmarket=p_upmarket --fail-on alert",
    "tidemark performance --reference store:churn@2026-01-01/2026-02-01 --current store:churn@2026-02-01/2026-03-01 --score p --window 1d",
    "tidemark performance --reference a.csv --current b.csv --target repaid --prediction y_pred --groups sex,region --segments region --slices",
    "tidemark performance --reference a.csv --current b.csv --target spam,urgent --prediction p_spam,p_urgent",
    "tidemark performance --reference a.csv --current b.csv --group query --target relevance --score score --at 5",
    "tidemark performance --reference a.csv --current b.csv --horizon h --target sales --prediction forecast --interval low,high --seasonality 7 --timestamp day",
  ],
};
