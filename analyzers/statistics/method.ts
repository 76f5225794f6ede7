import type { Sample } from "./sample.ts";
import type { BinRule } from "./two-sample/bins.ts";
import { fewValues } from "./two-sample/few-values.ts";

/** What a method says: a distance, never under zero, and a p-value where one exists; or why there is none. */
export type MethodResult =
  | { readonly statistic: number; readonly pValue: number | null }
  | { readonly statistic: null; readonly pValue: null; readonly note: string };

/** `twoNumbers`: numbers of at most two distinct values on both sides together. */
export type ComparedKind = Sample["type"] | "twoNumbers";

/** What a caller may choose about a comparison; a method without bins takes no notice of them. */
export interface MethodOptions {
  /** Default `deciles`. */
  readonly bins?: BinRule;
}

/** One way to compare two samples of a column. Add one by adding a file to `methods/` with a default export made by `defineDriftMethod`. */
export interface DriftMethod {
  /** The file's name. */
  readonly name: string;
  readonly appliesTo: readonly ComparedKind[];
  /** Where the literature or the best-known tools draw the line: drifted when pValue < it, or, without a p-value, when statistic >= it. */
  readonly publishedThreshold: number;
  /** Both samples are of one type, and one that the method applies to; neither is changed. */
  compare(reference: Sample, current: Sample, options?: MethodOptions): MethodResult;
}

/** Makes a drift method. An empty side is answered here, so that `compare` sees at least one row on each; so is what overflows (values
 * near the largest double beside the smallest), so that no statistic and no p-value is ever infinite or NaN. */
export function defineDriftMethod(method: DriftMethod): DriftMethod {
  const compare: DriftMethod["compare"] = (reference, current, options) => {
    if (reference.type !== current.type) return noResult(`the reference is ${reference.type}, the current data ${current.type}`);
    if (reference.total === 0) return noResult("the reference has no values");
    if (current.total === 0) return noResult("the current data have no values");
    const result = method.compare(reference, current, options);
    if (result.statistic === null) return result;
    if (!Number.isFinite(result.statistic)) return noResult("the values lie too far apart to compute with: the statistic is not finite");
    return Number.isNaN(result.pValue) ? noResult("the values lie too far apart to compute with: there is no p-value") : result;
  };
  return { ...method, compare };
}

/** Whether a method is made for samples like these. Both are of one type. */
export function appliesTo(method: DriftMethod, reference: Sample, current: Sample): boolean {
  if (method.appliesTo.includes(reference.type)) return true;
  return method.appliesTo.includes("twoNumbers") && reference.type === "numeric" && current.type === "numeric" && fewValues(reference, current, 2) !== null;
}

/** Says why a method has no statistic. */
export function noResult(note: string): MethodResult {
  return { statistic: null, pValue: null, note };
}
