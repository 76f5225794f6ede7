import type { ClassInfluence, ClassMetric } from "./class-metric.ts";
import type { ClassTruth } from "./class-rows.ts";
import { type Measured, type MeasuredInterval, withoutInterval } from "./measured.ts";
import type { BinaryRows } from "./binary-rows.ts";
import type { RowMetric } from "./row-metric.ts";

const none = new Float64Array(0);

/** Rows as each class sees them, its own against the rest. */
export interface RowViews {
  readonly classes: readonly string[];
  readonly length: number;
  against(place: number): BinaryRows;
}

/** A mean over the classes, which rows of several classes at once have as well. */
export interface MacroMetric extends ClassMetric {
  value(rows: RowViews, truth: ClassTruth): Measured;
  interval(rows: RowViews, truth: ClassTruth): MeasuredInterval;
}

/**
 * The mean over the classes, each against the rest, of a metric of two classes. A class for which there is none (no row of it, say) is left out, and the note says so. The interval puts the classes' own together: half widths as those of
 * independent values, by MOVER (Zou & Donner 2008, Statistics in Medicine 27), times the root of the mean's variance over that of independent values, both by the influence functions.
 */
export function macroMetric(metric: RowMetric): MacroMetric {
  const valueOf = (rows: RowViews, truth: ClassTruth): Measured => {
    const found = rows.classes.map((_, place) => metric.value(rows.against(place), truth[place] ?? none));
    const values = found.flatMap(({ value }) => (value === null ? [] : [value]));
    if (values.length === 0) return { value: null, note: found[0]?.note ?? "there is no class" };
    const value = values.reduce((sum, one) => sum + one, 0) / values.length;
    const missing = rows.classes.filter((_, place) => found[place]?.value === null);
    return missing.length === 0 ? { value } : { value, note: `the mean over ${values.length} of ${found.length} classes: of ${shown(missing)} there is none` };
  };
  return {
    name: metric.name,
    range: metric.range,
    value: valueOf,
    interval(rows, truth) {
      const whole = valueOf(rows, truth);
      if (whole.value === null) return withoutInterval(whole);
      const { value, note } = whole;
      const places = definedPlaces(metric, rows, truth);
      const parts = places.map((place) => metric.interval(rows.against(place), truth[place] ?? none));
      const wider = dependence(metric, rows, truth, places);
      const reach = (end: "low" | "high"): number =>
        (wider * Math.hypot(...parts.map((part) => (part[end] ?? part.value ?? 0) - (part.value ?? 0)))) / parts.length;
      return {
        value,
        low: Math.max(metric.range.lowest, value - reach("low")),
        high: Math.min(metric.range.highest, value + reach("high")),
        ...(note === undefined ? {} : { note }),
      };
    },
    influence(rows, truth) {
      const places = definedPlaces(metric, rows, truth);
      const sum = rows.classes.map(() => new Float64Array(rows.length));
      for (const place of places) {
        const { negative, positive } = metric.influence(rows.against(place), truth[place] ?? none);
        for (const [label, total] of sum.entries()) {
          const part = label === place ? positive : negative;
          for (let row = 0; row < total.length; row++) total[row] = (total[row] ?? 0) + (part[row] ?? 0) / places.length;
        }
      }
      return sum;
    },
  };
}

function definedPlaces(metric: RowMetric, rows: RowViews, truth: ClassTruth): readonly number[] {
  return rows.classes.flatMap((_, place) => (metric.value(rows.against(place), truth[place] ?? none).value === null ? [] : [place]));
}

/** Root of the variance of the mean of the classes' values, as rows fall together, over what it were were the classes independent. */
function dependence(metric: RowMetric, rows: RowViews, truth: ClassTruth, places: readonly number[]): number {
  const together = new Float64Array(rows.length);
  let apart = 0;
  for (const place of places) {
    const own = truth[place] ?? none;
    const { negative, positive } = metric.influence(rows.against(place), own);
    for (let row = 0; row < together.length; row++) {
      const pull = (own[row] ?? 0) * (positive[row] ?? 0) + (1 - (own[row] ?? 0)) * (negative[row] ?? 0);
      together[row] = (together[row] ?? 0) + pull;
      apart += pull * pull;
    }
  }
  const all = together.reduce((sum, pull) => sum + pull * pull, 0);
  return apart > 0 ? Math.sqrt(all / apart) : 1;
}

/** The row's influence, by its label or the chances of its classes. */
export function pullOf(influence: ClassInfluence, truth: ClassTruth, row: number): number {
  return influence.reduce((sum, pulls, place) => sum + (truth[place]?.[row] ?? 0) * (pulls[row] ?? 0), 0);
}

function shown(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}
