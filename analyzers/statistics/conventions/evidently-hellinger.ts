import type { MethodResult } from "../method.ts";
import { type NumericSample, type Sample, sum } from "../sample.ts";
import { countsByLevel, sharesOf } from "../two-sample/bins.ts";
import { pooled } from "../two-sample/pooled.ts";
import { closedCounts } from "./closed-counts.ts";
import type { ColumnDetails } from "./convention.ts";
import { sturgesEdges } from "./evidently-bins.ts";

/** Evidently's Hellinger distance √(1 − BC); of numbers, BC is the sum of the geometric means of the densities times the mean width, in Sturges's bins by the number of distinct values. */
export function evidentlyHellinger(reference: Sample, current: Sample, details: ColumnDetails): MethodResult {
  const overlap =
    reference.type === "numeric" && current.type === "numeric" ? overlapOfNumbers(reference, current, details) : overlapOfLevels(reference, current);
  return { statistic: Math.sqrt(1 - Math.min(1, Math.max(0, overlap))), pValue: null };
}

function overlapOfLevels(reference: Sample, current: Sample): number {
  const shares = sharesOf(countsByLevel(reference, current));
  return sum(shares.reference.map((p, level) => Math.sqrt(p * (shares.current[level] ?? 0))));
}

function overlapOfNumbers(reference: NumericSample, current: NumericSample, details: ColumnDetails): number {
  const values = pooled(reference, current).values;
  const edges = sturgesEdges({ type: "numeric", values, weights: values.map(() => 1), total: values.length }, details);
  const densities = [reference, current].map((sample) => {
    const counts = closedCounts(sample, edges);
    return counts.map((rows, bin) => rows / sum(counts) / ((edges[bin + 1] ?? 0) - (edges[bin] ?? 0)));
  });
  const [left = [], right = []] = densities;
  const width = ((edges.at(-1) ?? 0) - (edges[0] ?? 0)) / (edges.length - 1);
  return sum(left.map((density, bin) => Math.sqrt(density * (right[bin] ?? 0)))) * width;
}
