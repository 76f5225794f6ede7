import { f1Interval, lossInterval, rocAucInterval, shareInterval } from "../../analyzers/performance/metric-interval.ts";
import { noSums } from "../../analyzers/performance/performance-sums.ts";
import { meanDifferenceInterval } from "../../analyzers/statistics/intervals/mean-interval.ts";
import { medianDifferenceInterval } from "../../analyzers/statistics/intervals/median-difference-interval.ts";
import { shareDifferenceInterval } from "../../analyzers/statistics/intervals/share-difference-interval.ts";
import { totalVariationInterval } from "../../analyzers/statistics/intervals/total-variation-interval.ts";
import { delongWidth, studentHalfWidth, waldWidth } from "./rivals.ts";
import { drawLevel, zipf } from "../alarms/draw-level.ts";
import type { Random } from "../alarms/random.ts";

/** What came of one draw: whether the truth lies within, how wide the interval is, and how wide the best-known one would be on the same rows; null where the interval is withheld. */
export type Trial = { readonly covers: boolean; readonly width: number; readonly rival: number | null } | null;

/** One printed interval over one stated truth. */
export interface IntervalCase {
  readonly interval: string;
  readonly truth: string;
  /** The interval held beside it for width. */
  readonly rival: string;
  trial(rows: number, random: Random): Trial;
}

type Found = { readonly low: number; readonly high: number } | { readonly note: string } | null;

function trialOf(found: Found, truth: number, rival: number | null): Trial {
  if (found === null || !("low" in found)) return null;
  return { covers: found.low <= truth + 1e-12 && found.high >= truth - 1e-12, width: found.high - found.low, rival };
}

const count = (rows: number, share: number, random: Random): number =>
  Array.from({ length: rows }, () => Number(random.uniform() < share)).reduce((sum, each) => sum + each, 0);
const drawn = (rows: number, draw: (random: Random) => number, random: Random): Float64Array => Float64Array.from({ length: rows }, () => draw(random)).sort();

const SHARES = [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.97] as const;

/** Accuracy, precision, recall and any other share of rows. */
const shares = SHARES.map((share): IntervalCase => ({
  interval: "share, accuracy, precision, recall",
  truth: String(share),
  rival: "Wald",
  trial: (rows, random) => {
    const hits = count(rows, share, random);
    return trialOf(shareInterval(hits, rows), share, waldWidth(hits / rows, rows));
  },
}));

const shareDifferences = (
  [
    [0.1, 0.1],
    [0.02, 0.05],
    [0.3, 0.5],
    [0.5, 0.5],
    [0.1, 0.6],
  ] as const
).map(([p, q]): IntervalCase => ({
  interval: "difference of two shares (a 0/1 column)",
  truth: `${p} to ${q}`,
  rival: "Wald",
  trial: (rows, random) => {
    const [a, b] = [count(rows, p, random), count(rows, q, random)];
    return trialOf(
      shareDifferenceInterval({ count: a, of: rows }, { count: b, of: rows }),
      q - p,
      Math.hypot(waldWidth(a / rows, rows), waldWidth(b / rows, rows)),
    );
  },
}));

/** Of `rows` rows a share is positive, recall of them and a share of the others called so. */
const f1 = (
  [
    [0.1, 0.5, 0.05],
    [0.3, 0.8, 0.1],
    [0.5, 0.9, 0.1],
    [0.5, 0.6, 0.4],
    [0.2, 0.9, 0.02],
  ] as const
).map(([share, recall, alarms]): IntervalCase => ({
  interval: "F1",
  truth: ((2 * share * recall) / (share * recall + (1 - share) * alarms + share)).toFixed(3),
  rival: "delta method",
  trial: (rows, random) => {
    let [truePositives, predictedPositives, positives] = [0, 0, 0];
    for (let row = 0; row < rows; row++) {
      const positive = random.uniform() < share;
      const predicted = random.uniform() < (positive ? recall : alarms);
      positives += Number(positive);
      predictedPositives += Number(predicted);
      truePositives += Number(positive && predicted);
    }
    const truth = (2 * share * recall) / (share * recall + (1 - share) * alarms + share);
    const of = predictedPositives + positives - truePositives;
    const wald = of === 0 ? null : (waldWidth(truePositives / of, of) * 2) / (1 + truePositives / of) ** 2;
    return trialOf(f1Interval({ truePositives, predictedPositives, positives }), truth, wald);
  },
}));

/** Scores of both classes normal on the logit; the truth is that of scores in 100 bins, from a million rows. */
const binnedAuc = (
  [
    [0.6, 0.5],
    [0.75, 0.5],
    [0.9, 0.5],
    [0.75, 0.1],
    [0.9, 0.1],
    [0.97, 0.5],
  ] as const
).map(([area, share]): IntervalCase => {
  const apart = Math.SQRT2 * probit(area);
  const score = (positive: boolean, random: Random): number => 1 / (1 + Math.exp(-(random.normal() + (positive ? apart : 0) - apart / 2)));
  return {
    interval: "ROC AUC",
    truth: `${area}, ${share} positive`,
    rival: "DeLong",
    trial: (rows, random) => {
      const bins = { scoresOfPositives: Array<number>(100).fill(0), scoresOfNegatives: Array<number>(100).fill(0) };
      for (let row = 0; row < rows; row++) {
        const positive = random.uniform() < share;
        const bin = Math.min(99, Math.floor(100 * score(positive, random)));
        const side = positive ? bins.scoresOfPositives : bins.scoresOfNegatives;
        side[bin] = (side[bin] ?? 0) + 1;
      }
      return trialOf(rocAucInterval({ ...noSums, ...bins }), area, delongWidth(bins.scoresOfPositives, bins.scoresOfNegatives));
    },
  };
});

function probit(share: number): number {
  let [low, high] = [-6, 6];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** By the trapezoidal rule, right to 1e-9. */
function normalBelow(z: number): number {
  let area = 0;
  for (let x = -8; x < z; x += 0.001) area += Math.exp((-x * x) / 2) * Math.min(0.001, z - x);
  return area / Math.sqrt(2 * Math.PI);
}

/** Scores by a beta-like mix, the label drawn with a true chance that the score misstates by a shift of its logit. */
const losses = (["brier", "logLoss", "calibrationError"] as const).flatMap((name) =>
  (
    [
      [0, 1],
      [0.5, 1],
      [0, 2],
    ] as const
  ).map(([shift, spread]): IntervalCase => {
    const of = (random: Random): number => {
      const logit = spread * random.normal();
      const [score, chance] = [1 / (1 + Math.exp(-logit)), 1 / (1 + Math.exp(-logit - shift))];
      const label = Number(random.uniform() < chance);
      if (name === "calibrationError") return label - score;
      return name === "brier" ? (label - score) ** 2 : -Math.log(label === 1 ? score : 1 - score);
    };
    const truth = expectationOf(shift, spread, name);
    return {
      interval: name === "brier" ? "Brier score" : name === "logLoss" ? "log loss" : "calibration gap",
      truth: `logit off by ${shift}, spread ${spread}`,
      rival: "Student's t",
      trial: (rows, random) => {
        const values = drawn(rows, of, random);
        return trialOf(lossInterval(values, { bounded: name !== "logLoss" }), truth, 2 * studentHalfWidth([values]));
      },
    };
  }),
);

/** The mean loss by integration over the logit. */
function expectationOf(shift: number, spread: number, name: "brier" | "logLoss" | "calibrationError"): number {
  let [sum, weight] = [0, 0];
  for (let z = -8; z <= 8; z += 0.001) {
    const [score, chance] = [1 / (1 + Math.exp(-spread * z)), 1 / (1 + Math.exp(-spread * z - shift))];
    const own = Math.exp((-z * z) / 2);
    const loss = (label: number): number =>
      name === "calibrationError" ? label - score : name === "brier" ? (label - score) ** 2 : -Math.log(label === 1 ? score : 1 - score);
    sum += own * (chance * loss(1) + (1 - chance) * loss(0));
    weight += own;
  }
  return sum / weight;
}

/** By name: a draw, its mean and its median. */
const NUMBERS: Readonly<Record<string, { readonly draw: (random: Random) => number; readonly mean: number; readonly median: number }>> = {
  normal: { draw: (random) => random.normal(), mean: 0, median: 0 },
  "t with 3 degrees": {
    draw: (random) => random.normal() / Math.sqrt((random.normal() ** 2 + random.normal() ** 2 + random.normal() ** 2) / 3),
    mean: 0,
    median: 0,
  },
  exponential: { draw: (random) => random.exponential(), mean: 1, median: Math.LN2 },
  "lognormal σ = 0.5": { draw: (random) => Math.exp(0.5 * random.normal()), mean: Math.exp(0.125), median: 1 },
  "lognormal σ = 1": { draw: (random) => Math.exp(random.normal()), mean: Math.exp(0.5), median: 1 },
  "lognormal σ = 2 (beyond the rule)": { draw: (random) => Math.exp(2 * random.normal()), mean: Math.exp(2), median: 1 },
  "95 % zeros, lognormal (beyond the rule)": {
    draw: (random) => (random.uniform() < 0.95 ? 0 : Math.exp(random.normal())),
    mean: 0.05 * Math.exp(0.5),
    median: 0,
  },
};
const GROWTHS = [1, 1.5] as const;

const means = Object.entries(NUMBERS).flatMap(([name, { draw, mean }]) =>
  GROWTHS.map((growth): IntervalCase => ({
    interval: name.includes("beyond") ? "mean shift, beyond the rule" : "mean shift",
    truth: `${name}, times ${growth}`,
    rival: "Welch's t",
    trial: (rows, random) => {
      const [a, b] = [drawn(rows, draw, random), drawn(rows, (source) => growth * draw(source), random)];
      return trialOf(meanDifferenceInterval(a, b), (growth - 1) * mean, 2 * studentHalfWidth([a, b]));
    },
  })),
);

const medians = Object.entries(NUMBERS)
  .filter(([name]) => !name.includes("zeros"))
  .flatMap(([name, { draw, median }]) =>
    GROWTHS.map((growth): IntervalCase => ({
      interval: "median shift",
      truth: `${name}, times ${growth}`,
      rival: "none",
      trial: (rows, random) =>
        trialOf(
          medianDifferenceInterval(
            drawn(rows, draw, random),
            drawn(rows, (source) => growth * draw(source), random),
          ),
          (growth - 1) * median,
          null,
        ),
    })),
  );

/** `moved` goes from the first level to the second, or from all even levels to all odd ones. */
const mixes = [2, 5, 20, 200].flatMap((levels) =>
  [0, 0.02, 0.05, 0.1, 0.2].flatMap((moved) =>
    (["two levels", "all levels"] as const).map((where): IntervalCase => {
      const weights = zipf(levels);
      const sum = weights.reduce((total, weight) => total + weight, 0);
      const before = weights.map((weight) => weight / sum);
      const odd = before.reduce((total, share, level) => total + (level % 2 === 1 ? share : 0), 0);
      const after = before.map((share, level) => {
        if (where === "two levels") return share + (level === 0 ? -moved : level === 1 ? moved : 0);
        return level % 2 === 1 ? share * (1 + moved / odd) : share * (1 - moved / (1 - odd));
      });
      const [ofBefore, ofAfter] = [drawLevel(before), drawLevel(after)];
      const side = (rows: number, draw: (random: Random) => number, random: Random): number[] => {
        const counts = Array<number>(levels).fill(0);
        for (let row = 0; row < rows; row++) {
          const level = draw(random);
          counts[level] = (counts[level] ?? 0) + 1;
        }
        return counts;
      };
      return {
        interval: "total variation",
        truth: `${levels} levels (zipf), ${moved} moved, ${where}`,
        rival: "none",
        trial: (rows, random) =>
          trialOf(totalVariationInterval({ reference: side(rows, ofBefore, random), current: side(rows, ofAfter, random) }), moved, null),
      };
    }),
  ),
);

/** Every interval that is printed, over the truths that docs/statistics.md states. */
export const INTERVAL_CASES: readonly IntervalCase[] = [...shares, ...shareDifferences, ...f1, ...binnedAuc, ...losses, ...means, ...medians, ...mixes];
