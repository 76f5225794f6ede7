import { estimateClasses, fitScoreCurves } from "../../analyzers/performance/cbpe.ts";
import { ClassTaskRows } from "../../analyzers/performance/class-task-rows.ts";
import { estimateNumbers, expectedLosses, fitLossModels } from "../../analyzers/performance/dle.ts";
import type { NumberTaskRows } from "../../analyzers/performance/number-task-rows.ts";
import type { MeasuredInterval } from "../../analyzers/performance/rows/measured.ts";
import type { Feature } from "../../analyzers/statistics/boosting/feature-bins.ts";
import type { ReferenceData } from "./columns.ts";
import { type NannymlChunk, type NannymlPerformanceRun, OURS, sideOf } from "./nannyml-performance.ts";

/** How far estimates of one metric lie from what came, over the chunks of the later part. */
export interface EstimateError {
  readonly metric: string;
  readonly chunks: number;
  /** Mean size of estimate − realised value. */
  readonly error: number;
  /** The same of the recorded estimates. */
  readonly nannymlError: number;
  /** Share of the chunks whose 95 % interval holds the realised value. */
  readonly held: number;
}

/** @param estimated the run of CBPE or DLE @param realised the run of realised values of the same data */
export function estimateErrors(estimated: NannymlPerformanceRun, realised: NannymlPerformanceRun, data: ReferenceData): readonly EstimateError[] {
  const later = (run: NannymlPerformanceRun): readonly NannymlChunk[] => run.rows.filter((chunk) => chunk["chunk/period"] === "analysis");
  const estimates = later(estimated).map(estimateOf(estimated, data));
  return estimated.params.metrics.flatMap((metric) => {
    const name = OURS[metric] ?? metric;
    const pairs = later(realised).flatMap((chunk, place) => {
      const [came, own, theirs] = [chunk[`${metric}/value`], estimates[place]?.get(name), later(estimated)[place]?.[`${metric}/value`]];
      return typeof came !== "number" || typeof theirs !== "number" || own === undefined || own.value === null ? [] : [{ came, own, theirs, value: own.value }];
    });
    if (pairs.length === 0) return [];
    const mean = (of: (pair: (typeof pairs)[number]) => number): number => pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
    return [
      {
        metric: name,
        chunks: pairs.length,
        error: mean(({ value, came }) => Math.abs(value - came)),
        nannymlError: mean(({ theirs, came }) => Math.abs(theirs - came)),
        held: mean(({ own, came }) => Number(came >= (own.low ?? -Infinity) && came <= (own.high ?? Infinity))),
      },
    ];
  });
}

function estimateOf(run: NannymlPerformanceRun, data: ReferenceData): (chunk: NannymlChunk) => ReadonlyMap<string, MeasuredInterval> {
  const [reference, analysis] = [sideOf(run, data, "reference"), sideOf(run, data, "analysis")];
  const placesOf = (chunk: NannymlChunk): [number, number] => [Number(chunk["chunk/start_index"]), Number(chunk["chunk/end_index"]) + 1];
  if (reference instanceof ClassTaskRows && analysis instanceof ClassTaskRows) {
    const curves = fitScoreCurves(reference);
    return (chunk) => estimateClasses(analysis.slice(...placesOf(chunk)), curves);
  }
  const { labels, predicted } = reference as NumberTaskRows;
  const models = fitLossModels({ features: featuresOf(run, data, run.reference), labels, predicted });
  const losses = expectedLosses(models, featuresOf(run, data, run.analysis));
  return (chunk) => estimateNumbers(models, losses, placesOf(chunk));
}

function featuresOf({ params }: NannymlPerformanceRun, data: ReferenceData, file: string): readonly Feature[] {
  return [...(params.features ?? []), "y_pred"].map((name): Feature => {
    const cells = data.cells(name, { file });
    if (cells.every((cell) => Number.isFinite(Number(cell))))
      return { name, type: "numeric", values: Float64Array.from(cells, (cell) => (cell === "" ? Number.NaN : Number(cell))) };
    const levels = [...new Set(cells)];
    const places = new Map(levels.map((level, place) => [level, place]));
    return { name, type: "categorical", codes: Int32Array.from(cells, (cell) => (cell === "" ? -1 : (places.get(cell) ?? -1))), levels };
  });
}
