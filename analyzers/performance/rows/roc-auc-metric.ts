import { areaInterval } from "../metric-interval.ts";
import type { BinaryRows } from "./binary-rows.ts";
import { SHARE, withoutInterval } from "./measured.ts";
import type { RowMetric } from "./row-metric.ts";

export const ONE_CLASS = "only one class is there";

/** Positives and negatives by score, and what lies on either side of it. */
interface Placement {
  readonly positives: number;
  readonly negatives: number;
  /** By group of one score, half of its own counted: negatives below, positives above. */
  readonly negativesBelow: Float64Array;
  readonly positivesAbove: Float64Array;
  readonly area: number;
}

/** Area under the ROC curve of all distinct scores, ties half counted: the chance that a positive row has the higher score. */
export const rocAuc: RowMetric = {
  name: "rocAuc",
  range: SHARE,
  value(rows, truth) {
    const { positives, negatives, area } = placementOf(rows, truth);
    return positives > 0 && negatives > 0 ? { value: area } : { value: null, note: ONE_CLASS };
  },
  interval(rows, truth) {
    const { positives, negatives, area } = placementOf(rows, truth);
    return areaInterval(area, positives, negatives) ?? withoutInterval({ value: null, note: ONE_CLASS });
  },
  /** The placement values. [DeLong, DeLong & Clarke-Pearson 1988] */
  influence(rows, truth) {
    const { positives, negatives, negativesBelow, positivesAbove, area } = placementOf(rows, truth);
    const { groupOf } = rows.groups;
    const [ofPositive, ofNegative] = [positives > 0 ? rows.length / positives : 0, negatives > 0 ? rows.length / negatives : 0];
    return {
      positive: Float64Array.from(groupOf, (group) => ofPositive * ((negativesBelow[group] ?? 0) / Math.max(negatives, Number.MIN_VALUE) - area)),
      negative: Float64Array.from(groupOf, (group) => ofNegative * ((positivesAbove[group] ?? 0) / Math.max(positives, Number.MIN_VALUE) - area)),
    };
  },
};

function placementOf(rows: BinaryRows, truth: Float64Array): Placement {
  const { groupOf, groups } = rows.groups;
  const [ofPositives, ofNegatives] = [new Float64Array(groups), new Float64Array(groups)];
  for (let row = 0; row < truth.length; row++) {
    const [group, chance] = [groupOf[row] ?? 0, truth[row] ?? 0];
    ofPositives[group] = (ofPositives[group] ?? 0) + chance;
    ofNegatives[group] = (ofNegatives[group] ?? 0) + 1 - chance;
  }
  const [negativesBelow, negatives] = runningHalves(ofNegatives);
  const [positivesUpTo, positives] = runningHalves(ofPositives);
  const pairs = ofPositives.reduce((sum, count, group) => sum + count * (negativesBelow[group] ?? 0), 0);
  const area = positives > 0 && negatives > 0 ? pairs / positives / negatives : 0.5;
  return { positives, negatives, negativesBelow, positivesAbove: positivesUpTo.map((below) => positives - below), area };
}

/** What lies below each group with half of its own, and the total. */
function runningHalves(counts: Float64Array): readonly [Float64Array, number] {
  let sum = 0;
  const halves = counts.map((count) => {
    sum += count;
    return sum - count / 2;
  });
  return [halves, sum];
}
