import type { NumericSample } from "../sample.ts";
import { stepsOf } from "./steps.ts";

/** The rows of two samples as one. */
export function pooled(left: NumericSample, right: NumericSample): NumericSample {
  const values: number[] = [];
  const weights: number[] = [];
  for (const step of stepsOf(left, right)) {
    values.push(step.value);
    weights.push(step.reference + step.current);
  }
  return { type: "numeric", values, weights, total: left.total + right.total };
}
