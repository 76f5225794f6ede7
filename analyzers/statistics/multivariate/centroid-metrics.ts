import type { MultivariateOptions } from "./method.ts";

type Metric = NonNullable<MultivariateOptions["metric"]>;
type Distance = (first: Float64Array, second: Float64Array) => number;

/** Distances of two vectors of equal length, as scipy's: Euclidean, one less the cosine (NaN for a vector of zeros), sum and largest of the sizes of the differences. */
export const CENTROID_METRICS: Readonly<Record<Metric, Distance>> = {
  euclidean: (first, second) => Math.sqrt(differences(first, second).reduce((total, difference) => total + difference ** 2, 0)),
  cosine: (first, second) => Math.max(0, 1 - dot(first, second) / Math.sqrt(dot(first, first) * dot(second, second))),
  cityblock: (first, second) => differences(first, second).reduce((total, difference) => total + Math.abs(difference), 0),
  chebyshev: (first, second) => differences(first, second).reduce((largest, difference) => Math.max(largest, Math.abs(difference)), 0),
};

function differences(first: Float64Array, second: Float64Array): Float64Array {
  return first.map((value, index) => value - (second[index] ?? 0));
}

function dot(first: Float64Array, second: Float64Array): number {
  return first.reduce((total, value, index) => total + value * (second[index] ?? 0), 0);
}
