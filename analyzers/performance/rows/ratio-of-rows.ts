import { meanInterval } from "../../statistics/intervals/mean-interval.ts";
import { type Measured, type MeasuredInterval, type MetricRange, withoutInterval } from "./measured.ts";

/**
 * A sum over units by another sum over the same units (rows, groups, blocks of time), with the 95 % interval of the mean of their influences: what is a mean of units where all weigh alike. Units are taken for independent, what lies within one is not.
 * @param below default: every unit weighs 1 @param empty why there is none when nothing is below the line
 */
export function ratioOfRows(
  above: Float64Array,
  below: Float64Array | null,
  { range, empty }: { readonly range: MetricRange; readonly empty: string },
): MeasuredInterval {
  const weights = below ?? new Float64Array(above.length).fill(1);
  const [up, down] = [totalOf(above), totalOf(weights)];
  if (!(down > 0)) return withoutInterval({ value: null, note: empty });
  const value = up / down;
  if (!Number.isFinite(value)) return withoutInterval({ value: null, note: "the values are too large to add up" });
  const mean = down / above.length;
  const pulls = above.map((own, unit) => value + (own - value * (weights[unit] ?? 0)) / mean).sort();
  const found = meanInterval(pulls, { bounded: Number.isFinite(range.highest) });
  if ("note" in found) return { value, low: null, high: null, note: found.note };
  return { value, low: Math.max(range.lowest, Math.min(value, found.low)), high: Math.min(range.highest, Math.max(value, found.high)) };
}

/** The value of a metric without its interval. */
export function valueAlone({ value, note }: MeasuredInterval): Measured {
  if (value === null) return { value, note: note ?? "" };
  return { value };
}

function totalOf(values: Float64Array): number {
  let sum = 0;
  for (let place = 0; place < values.length; place++) sum += values[place] ?? 0;
  return sum;
}
