import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chancesOf, estimateClasses, fitScoreCurves, type ScoreCurves } from "../../analyzers/performance/cbpe.ts";
import { ClassTaskRows } from "../../analyzers/performance/class-task-rows.ts";
import type { ClassTruth } from "../../analyzers/performance/rows/class-rows.ts";
import type { ReferenceData } from "./columns.ts";
import { estimateErrors } from "./estimate-errors.ts";
import { type NannymlChunk, nannymlRows, type NannymlPerformanceRun, OURS, sharedWorth, sideOf } from "./nannyml-performance.ts";
import { type Checked, compareAll, explained, type Outcome, PASS } from "./outcome.ts";

/** One record a metric: whether our estimates lie as near to what came as the recorded ones. */
export function checkEstimateErrors(estimated: NannymlPerformanceRun, realised: NannymlPerformanceRun, data: ReferenceData): readonly Checked[] {
  return estimateErrors(estimated, realised, data).map(({ metric, chunks, error, nannymlError }) => ({
    name: `${estimated.method} ${metric}: mean error over ${chunks} chunks`,
    outcome: error <= nannymlError ? PASS : explained(`estimates of our own trees are off by ${error}, the recorded ones by ${nannymlError}`),
  }));
}

/** Of nannyml_internals.json. */
interface Table {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

interface Internals {
  readonly kind: string;
  readonly isotonic?: Table;
  readonly calibrators?: Readonly<Record<string, Table | null>>;
}

/** Ties within which the order of NannyML's sort decides. */
const TIES = 1e-5;

/** Every estimate of every chunk: with the recorded isotonic tables to 1e-9, with curves of our own within the recorded sampling error; and the tables themselves where they are fitted to all rows. */
export function checkNannymlEstimates(run: NannymlPerformanceRun, data: ReferenceData, folder: string): readonly Checked[] {
  const reference = sideOf(run, data, "reference");
  if (!(reference instanceof ClassTaskRows)) return [];
  const internals = JSON.parse(readFileSync(join(folder, "nannyml_internals.json"), "utf8")) as readonly Internals[];
  const own = fitScoreCurves(reference);
  const recorded = recordedCurves(reference.rows.classes, internals);
  const rowsOf = nannymlRows(run, data);
  const tables = recorded.flatMap((curve, place): Checked[] =>
    curve === null ? [] : [{ name: `${run.method} isotonic table of ${reference.rows.classes[place]}`, outcome: checkTable(own[place] ?? null, curve) }],
  );
  return [...tables, ...run.rows.flatMap((chunk) => checkChunk(run, chunk, rowsOf(chunk) as ClassTaskRows, { own, recorded }))];
}

function recordedCurves(classes: readonly string[], internals: readonly Internals[]): ScoreCurves {
  const curveOf = (table: Table | null | undefined): ScoreCurves[number] =>
    table === null || table === undefined ? null : { ...table, rows: table.x.map(() => 1), stretches: table.x.map((_, knot) => knot) };
  if (classes.length === 2) return [null, curveOf(internals.find(({ kind }) => kind === "cbpe_binary")?.isotonic)];
  const calibrators = internals.find(({ kind }) => kind === "cbpe_multiclass")?.calibrators ?? {};
  return classes.map((name) => curveOf(calibrators[name]));
}

function checkTable(own: ScoreCurves[number], recorded: Table): Outcome {
  if (own === null || own.x.length !== recorded.x.length) return { kind: "failed", why: `${own?.x.length ?? 0} knots, recorded ${recorded.x.length}` };
  return compareAll(
    recorded.x.flatMap(
      (x, knot) =>
        [
          [`knot ${knot}`, own.x[knot] ?? null, x],
          [`height ${knot}`, own.y[knot] ?? null, recorded.y[knot] ?? null],
        ] as const,
    ),
    { relative: 1e-9, absolute: 1e-15 },
  );
}

function checkChunk(
  run: NannymlPerformanceRun,
  chunk: NannymlChunk,
  rows: ClassTaskRows,
  curves: { readonly own: ScoreCurves; readonly recorded: ScoreCurves },
): readonly Checked[] {
  const chances = chancesOf(rows.rows, curves.recorded);
  const [withTable, withOwn] = [estimateClasses(rows, curves.recorded), estimateClasses(rows, curves.own)];
  const peers = peerCounting(rows, chances);
  const shown = `${run.method} ${String(chunk["chunk/period"])} ${String(chunk["chunk/key"])}`;
  const metrics = Object.keys(chunk).flatMap((key) => (key.endsWith("/value") ? [key.slice(0, -"/value".length)] : []));
  return metrics.flatMap((metric) => {
    const name = OURS[metric] ?? metric;
    const value = chunk[`${metric}/value`] as number;
    const ours = withTable.get(name)?.value ?? null;
    const table = {
      name: `${shown} ${metric} with the recorded table`,
      outcome: checkValue(metric, ours ?? countOf(metric, rows, chances, run), value, peers),
    };
    const error = chunk[`${metric}/sampling_error`] as number;
    const distance = Math.abs((withOwn.get(name)?.value ?? Number.NaN) - value);
    const within: Outcome = distance <= error ? PASS : { kind: "failed", why: `${distance} from the recorded estimate, whose sampling error is ${error}` };
    return ours === null ? [table] : [table, { name: `${shown} ${metric} with a curve of our own`, outcome: within }];
  });
}

function checkValue(metric: string, ours: number | null, recorded: number, peers: ReadonlyMap<string, number>): Outcome {
  const outcome = compareAll([["value", ours, recorded]], { relative: 1e-9 });
  const peer = peers.get(metric);
  if (outcome.kind === "pass" || peer === undefined) return outcome;
  const counted = compareAll([["value as the peer counts", peer, recorded]], { relative: 1e-9 });
  if (counted.kind === "pass")
    return explained(
      "NannyML counts rows of one score one by one, in no order, and rounds to five decimals: its rule gives its value, ours is that of the metric",
    );
  if (metric !== "roc_auc") return counted;
  return compareAll([["value", ours, recorded]], { relative: TIES }).kind === "pass"
    ? explained("NannyML counts rows of one score, whose chances differ, in the order of its unstable sort: within 1e-5")
    : outcome;
}

/** ROC AUC and average precision of a binary model as NannyML estimates them. */
function peerCounting(rows: ClassTaskRows, chances: ClassTruth): ReadonlyMap<string, number> {
  const [scores, positive] = [rows.rows.scores?.[1], chances[1]];
  if (scores === undefined || positive === undefined || rows.rows.classes.length > 2) return new Map([["roc_auc", Number.NaN]]);
  const order = Array.from(scores.keys()).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const round = (value: number): number => Math.round(value * 1e5) / 1e5;
  let [sum, area, before, left, precision] = [0, 0, 0, 0, 0];
  for (const [rank, row] of order.entries()) {
    sum += positive[row] ?? 0;
    const [hits, misses] = [round(sum), round(rank + 1 - round(sum))];
    area += ((misses - left) * (hits + before)) / 2;
    precision += ((hits - before) * hits) / (rank + 1);
    [before, left] = [hits, misses];
  }
  return new Map([
    ["roc_auc", area / before / left],
    ["average_precision", precision / before],
  ]);
}

/** Expected counts, and NannyML's business value of them. */
function countOf(metric: string, rows: ClassTaskRows, chances: ClassTruth, { params }: NannymlPerformanceRun): number | null {
  const { classes, predicted } = rows.rows;
  const counts = chances.map((of) => classes.map((_, place) => of.reduce((sum, chance, row) => sum + (predicted[row] === place ? chance : 0), 0)));
  if (metric === "business_value") return sharedWorth(counts, params.business_value_matrix ?? []);
  const binary: Readonly<Record<string, readonly [number, number]>> = {
    true_negative: [0, 0],
    false_positive: [0, 1],
    false_negative: [1, 0],
    true_positive: [1, 1],
  };
  const [, label = "", of = ""] = /^true_(.+)_pred_(.+)$/.exec(metric) ?? [];
  const [line, column] = binary[metric] ?? [classes.indexOf(label), classes.indexOf(of)];
  return counts[line]?.[column] ?? null;
}
