import { evidently } from "../../conventions/evidently.ts";
import { seededRandom } from "../../random.ts";
import { numericSample } from "../../sample.ts";
import { weightedQuantile } from "../../two-sample/moments.ts";
import { leadingComponents, product } from "../algebra/leading-components.ts";
import { CENTROID_METRICS } from "../centroid-metrics.ts";
import { columnMeans, columnOf, type Matrix, takeRows } from "../matrix.ts";
import { squaredDistances } from "../squared-distances.ts";
import { discrepanciesAt } from "./peer-mmd.ts";

/** A statistic with Evidently's verdict. */
export interface PeerVerdict {
  readonly statistic: number;
  readonly drifted: boolean;
}

/** Resamples of the reference against itself, where Evidently is asked to bootstrap. */
const RESAMPLES = 100;
/** Enough rounds that single components are known to ten digits where they differ. */
const ROUNDS = 150;

/** Evidently 0.7's `distance`: of the mean vectors, drift over a fixed 0.2 whatever the width; with `quantile`, over that quantile of pairs of resamples of the reference alone (our generator). */
export function evidentlyDistance(
  reference: Matrix,
  current: Matrix,
  metric: keyof typeof CENTROID_METRICS,
  { threshold = 0.2, components, quantile }: { threshold?: number; components?: number | null; quantile?: number | null } = {},
): PeerVerdict {
  const [before, after] = components ? projected(reference, current, components) : [reference, current];
  const distance = (first: Matrix, second: Matrix): number => CENTROID_METRICS[metric](columnMeans(first), columnMeans(second));
  const statistic = distance(before, after);
  const limit = quantile ? quantileOf(resampled(before, after.rows, distance), quantile) : threshold;
  return { statistic, drifted: statistic > limit };
}

/** Evidently's `ratio`: the share of components that its test of one column calls drifted, drift over 0.2. */
export function evidentlyRatio(reference: Matrix, current: Matrix, test: "wasserstein" | "kolmogorov-smirnov", limit: number, threshold = 0.2): PeerVerdict {
  const { compare, drifted } = evidently[test];
  const sample = (rows: Matrix, column: number): ReturnType<typeof numericSample> => numericSample([...columnOf(rows, column)]);
  const columns = Array.from({ length: reference.columns }, (_, column) => column);
  const found = columns.filter((column) => drifted(compare(sample(reference, column), sample(current, column), {}), limit)).length;
  return { statistic: found / columns.length, drifted: found / columns.length > threshold };
}

/** Evidently's `mmd`: kernel exp(−d² / median²), the median of the distances between the sides; unbiased MMD², shown as 0 when under it, drift over 0.015; with `quantile`, over that quantile of pairs of
 * resamples of the reference (our generator; its default 0.05 makes nearly everything drift). */
export function evidentlyDiscrepancy(
  reference: Matrix,
  current: Matrix,
  { threshold = 0.015, quantile }: { threshold?: number; quantile?: number | null } = {},
): PeerVerdict {
  const { observed } = discrepanciesAt(reference, current, medianDistance(reference, current) ** 2, 0, 0);
  const width = medianDistance(reference, reference) ** 2;
  const limit = quantile
    ? quantileOf(
        resampled(reference, current.rows, (first, second) => discrepanciesAt(first, second, width, 0, 0).observed),
        quantile,
      )
    : threshold;
  return { statistic: Math.max(0, observed), drifted: observed > limit };
}

/** The median of all distances, the mean of the two middle ones. */
function medianDistance(first: Matrix, second: Matrix): number {
  const distances = squaredDistances(first, second).map(Math.sqrt).sort();
  return ((distances[(distances.length - 1) >> 1] ?? 0) + (distances[distances.length >> 1] ?? 0)) / 2;
}

/** Both sides in the reference's first principal components. */
function projected(reference: Matrix, current: Matrix, components: number): readonly [Matrix, Matrix] {
  const means = columnMeans(reference);
  const centred = (side: Matrix): Matrix => ({ ...side, values: Float64Array.from(side.values, (value, at) => value - (means[at % side.columns] ?? 0)) });
  const vectors = leadingComponents(centred(reference), components, ROUNDS).vectors.slice(0, components);
  const along = (side: Matrix): Matrix => ({ rows: side.rows, columns: vectors.length, values: product(centred(side), vectors) });
  return [along(reference), along(current)];
}

/** A statistic between two resamples of the reference, drawn with replacement, smaller in the proportions of the sides. */
function resampled(reference: Matrix, currents: number, statistic: (first: Matrix, second: Matrix) => number): readonly number[] {
  const random = seededRandom(0);
  const share = reference.rows / (reference.rows + currents);
  const draw = (rows: number): Matrix =>
    takeRows(
      reference,
      Uint32Array.from({ length: Math.floor(rows * share) }, () => Math.floor(random() * reference.rows)),
    );
  return Array.from({ length: RESAMPLES }, () => statistic(draw(reference.rows), draw(currents)));
}

/** numpy's `percentile`. */
function quantileOf(values: readonly number[], share: number): number {
  return weightedQuantile(numericSample(values), share);
}
