import type { NumericSample } from "../sample.ts";

/** One step of two empirical distributions walked together: the value, its rows on either side, and the rows up to and including it. */
export interface Step {
  readonly value: number;
  readonly reference: number;
  readonly current: number;
  readonly referenceUpTo: number;
  readonly currentUpTo: number;
}

/** The distinct values of two samples in rising order. */
export function* stepsOf(reference: NumericSample, current: NumericSample): Generator<Step> {
  let [i, j, referenceUpTo, currentUpTo] = [0, 0, 0, 0];
  while (i < reference.values.length || j < current.values.length) {
    const value = Math.min(reference.values[i] ?? Infinity, current.values[j] ?? Infinity);
    const ofReference = reference.values[i] === value ? (reference.weights[i++] ?? 0) : 0;
    const ofCurrent = current.values[j] === value ? (current.weights[j++] ?? 0) : 0;
    referenceUpTo += ofReference;
    currentUpTo += ofCurrent;
    yield { value, reference: ofReference, current: ofCurrent, referenceUpTo, currentUpTo };
  }
}
