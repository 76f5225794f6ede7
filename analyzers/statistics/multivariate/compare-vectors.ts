import centroidDistance from "./methods/centroid-distance.ts";
import domainClassifier from "./methods/domain-classifier.ts";
import mmd from "./methods/mmd.ts";
import type { Matrix } from "./matrix.ts";
import type { MultivariateMethod, MultivariateOptions } from "./method.ts";

/** How vectors can be compared. */
const METHODS = { mmd, "domain-classifier": domainClassifier, "centroid-distance": centroidDistance } as const satisfies Record<string, MultivariateMethod>;

export interface VectorOptions extends MultivariateOptions {
  /** Default `mmd`. */
  readonly method?: keyof typeof METHODS;
  /** The p-value under which vectors have drifted; default: the method's published threshold. */
  readonly threshold?: number;
}

/** A verdict on one column of vectors, or why there is none. */
export type VectorComparison =
  | {
      readonly method: string;
      readonly statistic: number;
      readonly pValue: number;
      /** The p-value under which it is drift. */
      readonly threshold: number;
      readonly drifted: boolean;
      readonly source: string;
    }
  | { readonly method: string; readonly statistic: null; readonly pValue: null; readonly note: string };

/** Compares the vectors of one column, one a row, up to 1,536 wide; more rows than the method takes are drawn by the seed, and `source` says so. The same input gives the same result. */
export function compareVectors(reference: Matrix, current: Matrix, { method = "mmd", threshold, ...options }: VectorOptions = {}): VectorComparison {
  const result = METHODS[method].compare(reference, current, options);
  if (result.statistic === null) return { method, ...result };
  const limit = threshold ?? METHODS[method].publishedThreshold;
  return { method, ...result, threshold: limit, drifted: result.pValue < limit };
}
