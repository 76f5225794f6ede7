import { ClassTaskRows } from "../../analyzers/performance/class-task-rows.ts";
import { NumberTaskRows } from "../../analyzers/performance/number-task-rows.ts";
import { isBeyond, type Limits, referenceLimits } from "../../analyzers/performance/reference-limits.ts";
import { classMetrics } from "../../analyzers/performance/rows/class-metrics.ts";
import { ClassRows } from "../../analyzers/performance/rows/class-rows.ts";
import { LOSS, SHARE, SIGNED, type MetricRange } from "../../analyzers/performance/rows/measured.ts";
import type { ReferenceData } from "./columns.ts";
import { type Checked, compareAll, type Outcome } from "./outcome.ts";

/** nannyml_*_performance.json: one object an estimator, one row a chunk, keys like `metric/value`. */
export interface NannymlPerformanceRun {
  readonly method: string;
  readonly params: {
    readonly features?: readonly string[];
    readonly metrics: readonly string[];
    readonly business_value_matrix?: readonly (readonly number[])[];
  };
  readonly reference: string;
  readonly analysis: string;
  readonly target: string;
  readonly rows: readonly NannymlChunk[];
}

export type NannymlChunk = Readonly<Record<string, string | number | boolean | null>>;

/** A chunk's rows and its side's. */
export type TaskOf = (chunk: NannymlChunk) => ClassTaskRows | NumberTaskRows;

/** Our names of metrics by NannyML's. */
export const OURS: Readonly<Record<string, string>> = { roc_auc: "rocAuc", average_precision: "averagePrecision" };
const BINARY = ["0", "1"];
const CARDS = ["prepaid_card", "highstreet_card", "upmarket_card"];

/** Every realised value, threshold and alert of every chunk against ours. */
export function checkNannymlPerformance(run: NannymlPerformanceRun, data: ReferenceData): readonly Checked[] {
  const rowsOf = nannymlRows(run, data);
  const chunks = run.rows.map((chunk) => ({ chunk, values: valuesOf(rowsOf(chunk), run) }));
  const names = Object.keys(run.rows[0] ?? {}).flatMap((key) => (key.endsWith("/value") ? [key.slice(0, -"/value".length)] : []));
  return names.flatMap((name) => {
    const own = chunks.filter(({ chunk }) => chunk["chunk/period"] === "reference");
    const range = rangeOf(name);
    const limits = referenceLimits(
      own.flatMap(({ values }) => (values.get(name) === undefined ? [] : [{ value: values.get(name) ?? 0, rows: 1 }])),
      range,
    );
    return chunks.map(({ chunk, values }) => ({
      name: `${run.method} ${String(chunk["chunk/period"])} ${String(chunk["chunk/key"])} ${name}`,
      outcome: checkMetric(name, chunk, values.get(name) ?? null, limits, range),
    }));
  });
}

function checkMetric(name: string, chunk: NannymlChunk, value: number | null, limits: Limits | null, range: MetricRange): Outcome {
  const recorded = (what: string): number | null => (chunk[`${name}/${what}`] as number | null) ?? null;
  const outcome = compareAll(
    [
      ["value", value, recorded("value")],
      ["lower limit", limits?.low ?? null, recorded("lower_threshold")],
      ["upper limit", limits?.high ?? null, recorded("upper_threshold")],
    ],
    { relative: 1e-9 },
  );
  const alert = isBeyond({ value, low: null, high: null }, limits, 1, range);
  if (outcome.kind === "failed" || alert === chunk[`${name}/alert`]) return outcome;
  return { kind: "failed", why: `alert is ${alert}, recorded ${String(chunk[`${name}/alert`])}` };
}

function rangeOf(name: string): MetricRange {
  if (name === "business_value") return SIGNED;
  return /^(roc_auc|f1|precision|recall|specificity|accuracy|average_precision)$/.test(name) ? SHARE : LOSS;
}

/** Our values by NannyML's names; counts of the confusion matrix among them. */
function valuesOf(rows: ClassTaskRows | NumberTaskRows, { method, params }: NannymlPerformanceRun): ReadonlyMap<string, number> {
  const values = new Map([...rows.values()].flatMap(([name, { value }]) => (value === null ? [] : [[peerName(name), value] as const])));
  if (!(rows instanceof ClassTaskRows)) return values;
  const counts = rows.confusion();
  const { classes } = rows.rows;
  const binary = !method.includes("multiclass");
  for (const [label, line] of counts.entries())
    for (const [predicted, count] of line.entries())
      values.set(binary ? binaryCount(label, predicted) : `true_${classes[label]}_pred_${classes[predicted]}`, count);
  if (binary) values.set("business_value", sharedWorth(counts, params.business_value_matrix ?? NANNYML_WORTH));
  return values;
}

/** The matrix of the recorded runs, which the realised ones do not repeat. */
const NANNYML_WORTH = [
  [1, -5],
  [-2, 10],
];

/** NannyML's business value as recorded: each worth by its share of the rows that were predicted alike, added up; ours is the mean of a row. */
export function sharedWorth(counts: readonly (readonly number[])[], worth: readonly (readonly number[])[]): number {
  const predicted = (place: number): number => counts.reduce((sum, line) => sum + (line[place] ?? 0), 0);
  return counts.reduce((sum, line, label) => sum + line.reduce((all, count, place) => all + ((worth[label]?.[place] ?? 0) * count) / predicted(place), 0), 0);
}

function binaryCount(label: number, predicted: number): string {
  return `${label === predicted ? "true" : "false"}_${predicted === 1 ? "positive" : "negative"}`;
}

function peerName(name: string): string {
  return Object.entries(OURS).find(([, ours]) => ours === name)?.[0] ?? name;
}

/** The rows of a run's chunks. */
export function nannymlRows(run: NannymlPerformanceRun, data: ReferenceData): TaskOf {
  const sides = { reference: sideOf(run, data, "reference"), analysis: sideOf(run, data, "analysis") };
  return (chunk) => sides[chunk["chunk/period"] as keyof typeof sides].slice(Number(chunk["chunk/start_index"]), Number(chunk["chunk/end_index"]) + 1);
}

/** All rows of one side. */
export function sideOf(run: NannymlPerformanceRun, data: ReferenceData, side: "reference" | "analysis"): ClassTaskRows | NumberTaskRows {
  const file = run[side];
  const isNumber = run.params.metrics.includes("mae");
  const binary = !isNumber && !run.method.includes("multiclass");
  const labels = data.cells(binary ? "repaid" : "y_true", { file: side === "reference" ? file : run.target });
  const predicted = data.cells("y_pred", { file });
  if (isNumber) return new NumberTaskRows(Float64Array.from(labels, Number), Float64Array.from(predicted, Number));
  const classes = binary ? BINARY : CARDS;
  const placeOf = (cell: string): number => classes.indexOf(binary ? String(Number(cell)) : cell);
  const numbers = (column: string): Float64Array => Float64Array.from(data.cells(column, { file }), Number);
  const scores = binary ? [numbers("y_pred_proba").map((score) => 1 - score), numbers("y_pred_proba")] : CARDS.map((card) => numbers(`y_pred_proba_${card}`));
  const metrics = classMetrics({ task: binary ? "binary" : "multiclass", scored: true, worth: null });
  return new ClassTaskRows(new ClassRows(classes, Int32Array.from(predicted, placeOf), scores), Int32Array.from(labels, placeOf), {
    metrics,
    absent: new Map(),
  });
}
