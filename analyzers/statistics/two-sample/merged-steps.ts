import type { NumericSample } from "../sample.ts";

/** Two empirical distributions walked together: the distinct values of both samples, rising, and each side's rows up to and including each. */
export interface MergedSteps {
  readonly values: Float64Array;
  readonly referenceUpTo: Float64Array;
  readonly currentUpTo: Float64Array;
}

/** Most methods for numbers walk the same two samples; forgotten with either. */
const known = new WeakMap<NumericSample, WeakMap<NumericSample, MergedSteps>>();

/** The steps of two samples, made once. */
export function mergedSteps(reference: NumericSample, current: NumericSample): MergedSteps {
  const ofReference = known.get(reference) ?? new WeakMap<NumericSample, MergedSteps>();
  const steps = ofReference.get(current) ?? merge(reference, current);
  known.set(reference, ofReference.set(current, steps));
  return steps;
}

/** Which side the next value comes from is a coin toss, which no processor predicts, so the main loop has no branch on it and no call. */
function merge({ values: a, weights: rowsOfA }: NumericSample, { values: b, weights: rowsOfB }: NumericSample): MergedSteps {
  const values = new Float64Array(a.length + b.length);
  const referenceUpTo = new Float64Array(values.length);
  const currentUpTo = new Float64Array(values.length);
  let i = 0;
  let j = 0;
  let upToA = 0;
  let upToB = 0;
  let steps = 0;
  for (; i < a.length && j < b.length; steps++) {
    const x = a[i] as number;
    const y = b[j] as number;
    const ofA = Number(x <= y);
    const ofB = Number(y <= x);
    upToA += ofA * (rowsOfA[i] as number);
    upToB += ofB * (rowsOfB[j] as number);
    values[steps] = x <= y ? x : y;
    referenceUpTo[steps] = upToA;
    currentUpTo[steps] = upToB;
    i += ofA;
    j += ofB;
  }
  for (; i < a.length || j < b.length; steps++) {
    upToA += rowsOfA[i] ?? 0;
    upToB += rowsOfB[j] ?? 0;
    values[steps] = a[i++] ?? b[j++] ?? 0;
    referenceUpTo[steps] = upToA;
    currentUpTo[steps] = upToB;
  }
  return { values: values.subarray(0, steps), referenceUpTo: referenceUpTo.subarray(0, steps), currentUpTo: currentUpTo.subarray(0, steps) };
}
