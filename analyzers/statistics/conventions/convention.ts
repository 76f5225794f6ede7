import type { MethodResult } from "../method.ts";
import type { Sample } from "../sample.ts";

/** What another package would know of a column that a sample does not say. */
export interface ColumnDetails {
  /** The column's type is integer, so that no bin is narrower than 1; default: every value is whole. */
  readonly integers?: boolean;
}

/** A method as another package computes it, to its last digit, faults included. Both samples have rows and are of one type. */
export interface ConventionMethod {
  /** The package's own name of it. */
  readonly peerName: string;
  /** The package's fixed threshold; null where it takes it from the reference's chunks. */
  readonly threshold: number | null;
  /** Whether a result is drift at a threshold: some packages compare p-values, some statistics, some strictly. */
  drifted(result: MethodResult, threshold: number): boolean;
  compare(reference: Sample, current: Sample, details: ColumnDetails): MethodResult;
}

/** A package's methods by our names. */
export type Convention = Readonly<Partial<Record<string, ConventionMethod>>>;

/** Drift when the p-value is below the threshold. */
export function pBelow(result: MethodResult, threshold: number): boolean {
  return result.pValue !== null && result.pValue < threshold;
}

/** Drift when the p-value is at most the threshold. */
export function pAtMost(result: MethodResult, threshold: number): boolean {
  return result.pValue !== null && result.pValue <= threshold;
}

/** Drift when the statistic reaches the threshold. */
export function statisticFrom(result: MethodResult, threshold: number): boolean {
  return result.statistic !== null && result.statistic >= threshold;
}

/** Drift when the statistic exceeds the threshold. */
export function statisticAbove(result: MethodResult, threshold: number): boolean {
  return result.statistic !== null && result.statistic > threshold;
}
