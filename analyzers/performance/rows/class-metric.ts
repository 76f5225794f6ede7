import type { ClassRows, ClassTruth } from "./class-rows.ts";
import type { Measured, MeasuredInterval, MetricRange } from "./measured.ts";
import type { RowMetric } from "./row-metric.ts";

/** How much one more row pulls a metric, by what its class would be; as `Influence`, one array a class. */
export type ClassInfluence = readonly Float64Array[];

/** A metric of rows of several classes; as `RowMetric`. */
export interface ClassMetric {
  readonly name: string;
  readonly range: MetricRange;
  value(rows: ClassRows, truth: ClassTruth): Measured;
  interval(rows: ClassRows, truth: ClassTruth): MeasuredInterval;
  influence(rows: ClassRows, truth: ClassTruth): ClassInfluence;
}

const none = new Float64Array(0);

/** A metric of a binary model, whose second class is the positive one. */
export function binaryMetric(metric: RowMetric): ClassMetric {
  return {
    name: metric.name,
    range: metric.range,
    value: (rows, truth) => metric.value(rows.against(1), truth[1] ?? none),
    interval: (rows, truth) => metric.interval(rows.against(1), truth[1] ?? none),
    influence(rows, truth) {
      const { negative, positive } = metric.influence(rows.against(1), truth[1] ?? none);
      return [negative, positive];
    },
  };
}
