import type { Sample } from "./sample.ts";

/** What a method says: a distance, never under zero, and a p-value where one exists; or why there is none. */
export type MethodResult =
  | { readonly statistic: number; readonly pValue: number | null }
  | { readonly statistic: null; readonly pValue: null; readonly note: string };

/** One way to compare two samples of a column. Add one by adding a file to `methods/` with a default export made by `defineDriftMethod`. */
export interface DriftMethod {
  /** The file's name. */
  readonly name: string;
  readonly appliesTo: readonly Sample["type"][];
  /** Where the literature or the best-known tools draw the line: drifted when pValue < it, or, without a p-value, when statistic >= it. */
  readonly publishedThreshold: number;
  /** Both samples are of one type, and one that the method applies to; neither is changed. */
  compare(reference: Sample, current: Sample): MethodResult;
}

/** Makes a drift method. An empty side is answered here, so that `compare` sees at least one row on each. */
export function defineDriftMethod(method: DriftMethod): DriftMethod {
  const compare: DriftMethod["compare"] = (reference, current) => {
    if (reference.type !== current.type) return noResult(`the reference is ${reference.type}, the current data ${current.type}`);
    if (reference.total === 0) return noResult("the reference has no values");
    if (current.total === 0) return noResult("the current data have no values");
    return method.compare(reference, current);
  };
  return { ...method, compare };
}

/** Says why a method has no statistic. */
export function noResult(note: string): MethodResult {
  return { statistic: null, pValue: null, note };
}
