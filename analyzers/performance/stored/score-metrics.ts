import { areaInterval, f1Interval, shareInterval } from "../metric-interval.ts";
import { meanOfPowerSums } from "../../statistics/intervals/mean-interval.ts";
import type { Interval } from "../../statistics/intervals/interval.ts";
import { precisionInterval } from "../rows/average-precision.ts";
import { LOSS, type MeasuredInterval, type MetricRange, SHARE, SIGNED, withoutInterval } from "../rows/measured.ts";
import { ONE_CLASS } from "../rows/roc-auc-metric.ts";
import { NO_LABELS } from "../task-rows.ts";

/** What `stored-scores.sql` makes of the labelled rows of one window: y label, s score, over all distinct scores. */
export interface ScoreSums {
  readonly labelled: number;
  readonly positives: number;
  readonly predictedPositives: number;
  readonly truePositives: number;
  readonly lowest: number;
  readonly highest: number;
  /** Pairs of a positive and a negative row in which the negative one's score is the same or higher. */
  readonly pairsBelow: number;
  /** In which the positive one's is. */
  readonly pairsAbove: number;
  /** Σ over the positive rows of the precision among all rows that score as high or higher. */
  readonly sumPrecision: number;
  /** Σ y − s, its cubes after it; its squares are `sumSquare`. */
  readonly sumResidual: number;
  readonly sumResidual3: number;
  /** Σ (y − s)², its square and its cube. */
  readonly sumSquare: number;
  readonly sumSquare2: number;
  readonly sumSquare3: number;
  /** Σ −ln of the score of the class that came, in nats, scores at least 1e-15; its squares and cubes. */
  readonly sumLog: number;
  readonly sumLog2: number;
  readonly sumLog3: number;
  readonly largestLog: number;
}

/** The metrics of a binary model that are made of sums, in the order in which they are told. */
export const SCORE_METRICS: ReadonlyMap<string, MetricRange> = new Map([
  ...["accuracy", "precision", "recall", "specificity", "f1", "rocAuc", "averagePrecision"].map((name): [string, MetricRange] => [name, SHARE]),
  ["logLoss", LOSS],
  ["brier", LOSS],
  ["calibrationError", SIGNED],
]);

const DIGITS = 12;
const NO_CHANCES = "scores outside 0 to 1 are no chances";

/** All metrics of one window with 95 % intervals, defined as those of rows in a file (`rows/`). Values have 12 digits: an engine with many threads adds up in any order. */
export function scoreMetrics(sums: ScoreSums): ReadonlyMap<string, MeasuredInterval> {
  const { labelled, positives, predictedPositives, truePositives } = sums;
  const negatives = labelled - positives;
  const trueNegatives = negatives - (predictedPositives - truePositives);
  const areChances = sums.lowest >= 0 && sums.highest <= 1;
  const loss = (name: "log" | "square" | "residual"): MeasuredInterval =>
    areChances ? meanOf(sums, name) : withoutInterval({ value: null, note: NO_CHANCES });
  const one = (found: Interval | null, note: string): MeasuredInterval => found ?? withoutInterval({ value: null, note });
  const area = 1 - (sums.pairsBelow - (sums.pairsBelow + sums.pairsAbove - positives * negatives) / 2) / (positives * negatives);
  const found: readonly [string, MeasuredInterval][] = [
    ["accuracy", one(shareInterval(truePositives + trueNegatives, labelled), NO_LABELS)],
    ["precision", one(shareInterval(truePositives, predictedPositives), "no labelled row was called positive")],
    ["recall", one(shareInterval(truePositives, positives), "no labelled row is positive")],
    ["specificity", one(shareInterval(trueNegatives, negatives), "no labelled row is negative")],
    ["f1", one(f1Interval({ truePositives, predictedPositives, positives }), "no labelled row is positive or was called so")],
    ["rocAuc", one(areaInterval(area, positives, negatives), ONE_CLASS)],
    [
      "averagePrecision",
      positives > 0 && negatives > 0 ? precisionInterval(sums.sumPrecision / positives, positives) : withoutInterval({ value: null, note: ONE_CLASS }),
    ],
    ["logLoss", loss("log")],
    ["brier", loss("square")],
    ["calibrationError", loss("residual")],
  ];
  return new Map(found.map(([name, measured]) => [name, labelled === 0 ? withoutInterval({ value: null, note: NO_LABELS }) : rounded(measured)]));
}

function meanOf(sums: ScoreSums, name: "log" | "square" | "residual"): MeasuredInterval {
  const { labelled: rows, largestLog } = sums;
  const powers = {
    log: [sums.sumLog, sums.sumLog2, sums.sumLog3],
    square: [sums.sumSquare, sums.sumSquare2, sums.sumSquare3],
    residual: [sums.sumResidual, sums.sumSquare, sums.sumResidual3],
  } as const;
  const found = meanOfPowerSums(rows, powers[name], name === "log" ? largestLog : null);
  return "note" in found ? { value: found.value, low: null, high: null, note: found.note } : found;
}

function rounded({ value, low, high, ...rest }: MeasuredInterval): MeasuredInterval {
  const round = (each: number | null): number | null => (each === null ? null : Number(each.toPrecision(DIGITS)));
  return { value: round(value), low: round(low), high: round(high), ...rest };
}
