import type { NumericSample } from "../sample.ts";
import { mergedSteps } from "./merged-steps.ts";

/** The rows of two samples as one. */
export function pooled(left: NumericSample, right: NumericSample): NumericSample {
  const { values, referenceUpTo, currentUpTo } = mergedSteps(left, right);
  const weights: number[] = [];
  let before = 0;
  for (let step = 0; step < values.length; step++) {
    const upTo = (referenceUpTo[step] ?? 0) + (currentUpTo[step] ?? 0);
    weights.push(upTo - before);
    before = upTo;
  }
  return { type: "numeric", values: Array.from(values), weights, total: left.total + right.total };
}
