import { Z95 } from "../statistics/distributions/normal-survival.ts";
import { heightAt, isotonicCurve, nearestKnot, type RisingCurve } from "../statistics/isotonic.ts";
import type { ClassTaskRows } from "./class-task-rows.ts";
import type { ClassInfluence, ClassMetric } from "./rows/class-metric.ts";
import type { ClassRows, ClassTruth } from "./rows/class-rows.ts";
import type { MeasuredInterval } from "./rows/measured.ts";

/** By class, how often rows with a score were of it in the reference; null: as the score says. Of a binary model only the second is asked. */
export type ScoreCurves = readonly (RisingCurve | null)[];

/** Fits the curves to the labelled rows of a reference: isotonic regression of each class's labels on its scores. */
export function fitScoreCurves(reference: ClassTaskRows): ScoreCurves {
  const { rows, truth } = reference.known();
  return rows.classes.map((_, place) => {
    const [scores, labels] = [rows.scores?.[place], truth[place]];
    if (scores === undefined || labels === undefined || (rows.classes.length === 2 && place === 0)) return null;
    return isotonicCurve(scores, labels);
  });
}

/** Each row's chances of the classes by the curves, which add up to 1. */
export function chancesOf(rows: ClassRows, curves: ScoreCurves): ClassTruth {
  const raw = (rows.scores ?? []).map((scores, place) => {
    const curve = curves[place] ?? null;
    return curve === null ? scores : scores.map((score) => heightAt(curve, score));
  });
  if (rows.classes.length === 2) {
    const positive = raw[1] ?? new Float64Array(rows.length);
    return [positive.map((chance) => 1 - chance), positive];
  }
  const sums = new Float64Array(rows.length);
  for (const chances of raw) for (let row = 0; row < sums.length; row++) sums[row] = (sums[row] ?? 0) + (chances[row] ?? 0);
  return raw.map((chances) => chances.map((chance, row) => ((sums[row] ?? 0) > 0 ? chance / (sums[row] ?? 1) : 1 / raw.length)));
}

/**
 * What is to be expected of each metric of rows whose labels are not there, were rows with their scores as often of each class as in the reference: confidence-based performance estimation. Its interval is where the realised value is to be
 * expected, 95 %: the labels fall by chance, and the curves are known from so many rows. It cannot see that what belongs to a score has changed.
 * [NannyML, Estimation of performance of the monitored model; Guerraggio et al. 2023]
 */
export function estimateClasses({ rows, measures }: ClassTaskRows, curves: ScoreCurves): ReadonlyMap<string, MeasuredInterval> {
  const chances = chancesOf(rows, curves);
  const stretches = stretchesOf(rows, curves);
  const found = measures.metrics.map((metric): [string, MeasuredInterval] => [metric.name, estimated(metric, rows, chances, stretches)]);
  return new Map([...found, ...[...measures.absent].map(([name, note]): [string, MeasuredInterval] => [name, { value: null, low: null, high: null, note }])]);
}

function estimated(metric: ClassMetric, rows: ClassRows, chances: ClassTruth, stretches: readonly RowStretches[]): MeasuredInterval {
  const { value, note } = metric.value(rows, chances);
  if (value === null) return { value, low: null, high: null, ...(note === undefined ? {} : { note }) };
  const influence = metric.influence(rows, chances);
  const reach = Z95 * Math.sqrt(labelVariance(influence, chances) + curveVariance(influence, chances, stretches));
  const { lowest, highest } = metric.range;
  return { value, low: Math.max(lowest, value - reach), high: Math.min(highest, value + reach), ...(note === undefined ? {} : { note }) };
}

/** Variance of a metric whose rows' labels fall by their chances. */
function labelVariance(influence: ClassInfluence, chances: ClassTruth): number {
  const rows = influence[0]?.length ?? 0;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    let [mean, square] = [0, 0];
    for (const [place, pulls] of influence.entries()) {
      const [chance, pull] = [chances[place]?.[row] ?? 0, pulls[row] ?? 0];
      mean += chance * pull;
      square += chance * pull * pull;
    }
    sum += square - mean * mean;
  }
  return sum / rows / rows;
}

/** A class's rows by the level stretch of its curve, and the variance of each stretch's height. */
interface RowStretches {
  readonly place: number;
  readonly of: Uint32Array;
  readonly variances: readonly number[];
}

function stretchesOf(rows: ClassRows, curves: ScoreCurves): readonly RowStretches[] {
  return curves.flatMap((curve, place) => {
    const scores = rows.scores?.[place];
    if (curve === null || scores === undefined) return [];
    const variances: number[] = [];
    for (const [knot, stretch] of curve.stretches.entries()) {
      const count = curve.rows[knot] ?? 1;
      // A stretch whose rows were all alike is not therefore certain. [Laplace's rule of succession]
      const height = ((curve.y[knot] ?? 0) * count + 1) / (count + 2);
      variances[stretch] = (height * (1 - height)) / count;
    }
    return [{ place, of: Uint32Array.from(scores, (score) => curve.stretches[nearestKnot(curve, score)] ?? 0), variances }];
  });
}

/** Variance that the curves' own errors bring: all rows of a stretch are wrong together. */
function curveVariance(influence: ClassInfluence, chances: ClassTruth, stretches: readonly RowStretches[]): number {
  let variance = 0;
  for (const { place, of, variances } of stretches) {
    const pulls = new Float64Array(variances.length);
    for (let row = 0; row < of.length; row++) pulls[of[row] ?? 0] = (pulls[of[row] ?? 0] ?? 0) + pullTo(place, row, influence, chances);
    for (const [stretch, pull] of pulls.entries()) variance += (pull / of.length) ** 2 * (variances[stretch] ?? 0);
  }
  return variance;
}

/** What one class's chance more, the others' less in their shares, does to a row's part. */
function pullTo(place: number, row: number, influence: ClassInfluence, chances: ClassTruth): number {
  const own = influence[place]?.[row] ?? 0;
  const chance = chances[place]?.[row] ?? 0;
  let others = 0;
  for (const [other, pulls] of influence.entries()) if (other !== place) others += (chances[other]?.[row] ?? 0) * (pulls[row] ?? 0);
  if (chance < 1) return own - others / (1 - chance);
  const rest = influence.filter((_, other) => other !== place);
  return own - rest.reduce((sum, pulls) => sum + (pulls[row] ?? 0), 0) / Math.max(1, rest.length);
}
