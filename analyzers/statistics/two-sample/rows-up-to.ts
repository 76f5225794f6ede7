import type { NumericSample } from "../sample.ts";

/** Deciles, bins and charts ask for the rows of the same sample; forgotten with it. */
const known = new WeakMap<NumericSample, Float64Array>();

/** Rows up to and including each value of a sample, made once. */
export function rowsUpTo(sample: NumericSample): Float64Array {
  const rows = known.get(sample) ?? runningTotals(sample.weights);
  known.set(sample, rows);
  return rows;
}

function runningTotals(weights: readonly number[]): Float64Array {
  const totals = new Float64Array(weights.length);
  let total = 0;
  for (let index = 0; index < weights.length; index++) {
    total += weights[index] ?? 0;
    totals[index] = total;
  }
  return totals;
}
