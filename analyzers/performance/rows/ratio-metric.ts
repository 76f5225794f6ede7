import type { BinaryRows } from "./binary-rows.ts";
import { type MeasuredInterval, withoutInterval } from "./measured.ts";
import type { RowMetric } from "./row-metric.ts";

/** What a row adds above and below the line, were its label so. */
export interface RatioParts {
  readonly above: (rows: BinaryRows, row: number, label: 0 | 1) => number;
  /** Default: 1, a mean. */
  readonly below?: (rows: BinaryRows, row: number, label: 0 | 1) => number;
}

/** Sums above and below the line. */
export interface RatioSums {
  readonly above: number;
  readonly below: number;
}

/** A metric that is one sum over the rows by another: shares of rows, means of losses, F1. @param empty why there is none when nothing is below the line @param interval of realised rows, from the sums */
export function ratioMetric(
  { name, range, empty }: Pick<RowMetric, "name" | "range"> & { readonly empty: string },
  { above, below = () => 1 }: RatioParts,
  interval: (sums: RatioSums, rows: BinaryRows, truth: Float64Array) => MeasuredInterval,
): RowMetric {
  const sumsOf = (rows: BinaryRows, truth: Float64Array): RatioSums => ({ above: expectedSum(above, rows, truth), below: expectedSum(below, rows, truth) });
  const value: RowMetric["value"] = (rows, truth) => {
    const sums = sumsOf(rows, truth);
    return sums.below > 0 ? { value: sums.above / sums.below } : { value: null, note: empty };
  };
  return {
    name,
    range,
    value,
    interval(rows, truth) {
      const sums = sumsOf(rows, truth);
      return sums.below > 0 ? interval(sums, rows, truth) : withoutInterval({ value: null, note: empty });
    },
    influence(rows, truth) {
      const sums = sumsOf(rows, truth);
      const [ratio, scale] = sums.below > 0 ? [sums.above / sums.below, rows.length / sums.below] : [0, 0];
      const of = (label: 0 | 1): Float64Array => Float64Array.from(truth, (_, row) => (above(rows, row, label) - ratio * below(rows, row, label)) * scale);
      return { negative: of(0), positive: of(1) };
    },
  };
}

function expectedSum(part: RatioParts["above"], rows: BinaryRows, truth: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < truth.length; row++) {
    const chance = truth[row] ?? 0;
    if (chance !== 0) sum += chance * part(rows, row, 1);
    if (chance !== 1) sum += (1 - chance) * part(rows, row, 0);
  }
  return sum;
}
