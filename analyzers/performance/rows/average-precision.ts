import { Z95 } from "../../statistics/distributions/normal-survival.ts";
import type { BinaryRows } from "./binary-rows.ts";
import { type MeasuredInterval, SHARE, withoutInterval } from "./measured.ts";
import { ONE_CLASS } from "./roc-auc-metric.ts";
import type { RowMetric } from "./row-metric.ts";

/** Of each score's rows: positives, and positives and rows at it or above. */
interface Curve {
  readonly positives: Float64Array;
  readonly positivesFrom: Float64Array;
  readonly rowsFrom: Float64Array;
  readonly all: number;
  readonly value: number;
}

/**
 * Average precision: the mean over the positive rows of the precision among all rows that score as high or higher, as scikit-learn's. Its interval is that of Boyd, Eng and Page (2013, Area under the precision-recall curve, ECML): on the logit,
 * with standard error 1 ÷ √(positives · value · (1 − value)).
 */
export const averagePrecision: RowMetric = {
  name: "averagePrecision",
  range: SHARE,
  value(rows, truth) {
    const { all, value } = curveOf(rows, truth);
    return all > 0 && all < rows.length ? { value } : { value: null, note: ONE_CLASS };
  },
  interval(rows, truth) {
    const { all, value } = curveOf(rows, truth);
    if (!(all > 0 && all < rows.length)) return withoutInterval({ value: null, note: ONE_CLASS });
    return precisionInterval(value, all);
  },
  influence(rows, truth) {
    const { positives, positivesFrom, rowsFrom, all, value } = curveOf(rows, truth);
    const [own, others] = [new Float64Array(positives.length), new Float64Array(positives.length)];
    let [gained, lost] = [0, 0];
    for (let group = 0; group < positives.length; group++) {
      const [from, of] = [rowsFrom[group] ?? 0, positives[group] ?? 0];
      gained += of / all / from;
      lost += (of / all / from) * ((positivesFrom[group] ?? 0) / from);
      own[group] = ((positivesFrom[group] ?? 0) / from - value) / all + gained;
      others[group] = lost;
    }
    const { groupOf } = rows.groups;
    return {
      positive: Float64Array.from(groupOf, (group) => rows.length * ((own[group] ?? 0) - (others[group] ?? 0))),
      negative: Float64Array.from(groupOf, (group) => -rows.length * (others[group] ?? 0)),
    };
  },
};

/** The interval of an average precision. @param positives rows */
export function precisionInterval(value: number, positives: number): MeasuredInterval {
  // At the very ends the logit has none: the value that half a row less would give stands in.
  const within = Math.min(1 - 0.5 / (positives + 1), Math.max(0.5 / (positives + 1), value));
  const error = Z95 / Math.sqrt(positives * within * (1 - within));
  const [centre, inverse] = [Math.log(within / (1 - within)), (place: number): number => 1 / (1 + Math.exp(-place))];
  return { value, low: Math.min(value, inverse(centre - error)), high: Math.max(value, inverse(centre + error)) };
}

function curveOf(rows: BinaryRows, truth: Float64Array): Curve {
  const { groupOf, groups } = rows.groups;
  const [positives, counts] = [new Float64Array(groups), new Float64Array(groups)];
  for (let row = 0; row < truth.length; row++) {
    const group = groupOf[row] ?? 0;
    positives[group] = (positives[group] ?? 0) + (truth[row] ?? 0);
    counts[group] = (counts[group] ?? 0) + 1;
  }
  const [positivesFrom, rowsFrom] = [new Float64Array(groups), new Float64Array(groups)];
  let [above, of, sum] = [0, 0, 0];
  for (let group = groups - 1; group >= 0; group--) {
    positivesFrom[group] = above += positives[group] ?? 0;
    rowsFrom[group] = of += counts[group] ?? 0;
    sum += (positives[group] ?? 0) * (above / of);
  }
  return { positives, positivesFrom, rowsFrom, all: above, value: above > 0 ? sum / above : 0 };
}
