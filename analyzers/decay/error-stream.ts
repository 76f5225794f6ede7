import pageHinkley from "../statistics/detectors/page-hinkley.ts";
import { believedDays, type DayBelief, meanNoise } from "./day-belief.ts";
import { withoutOffset, type DayEffect } from "./day-effect.ts";
import type { DayExcess } from "../performance/excess.ts";
import type { Random } from "../statistics/random.ts";

/** Tolerance of the detector in standard deviations of a day: half the smallest shift it is tuned to, one. */
export const STREAM_DELTA = 0.5;
/** How many days of traffic the stream goes back, and how far false alarms are counted. */
export const STREAM_DAYS = 91;
const BLOCK_DAYS = 7;
const RUNS = 1000;
/**
 * A far quantile learned from few days is too low: the chance to pass it falls exponentially at a rate that is itself an estimate. Measured over baselines of 46 simulated days at an
 * allowance of 12 % in 13 weeks: 25, 30 and 35 % of streams false without it (neighbouring days correlated 0, 0.3, 0.5), 9, 14 and 19 % with it; of 180 days 25 % and 7 %.
 */
const SHORT_BASELINE_FACTOR = 1.4;

/** Each day's excess over the standard deviation that its rows and the day effect give it. */
export function standardisedDays(days: readonly DayExcess[], effect: DayEffect): readonly number[] {
  const shared = Math.max(0, effect.covariances[0] ?? 0);
  return withoutOffset(days, effect.offset).map((day) => day.excess / Math.sqrt(Math.max(day.variance + shared * day.rows ** 2, Number.MIN_VALUE)));
}

/**
 * Threshold of Page–Hinkley over `baseline` followed by {@link STREAM_DAYS} days of traffic at which one window raises a false alarm with probability `alpha`: circular blocks of
 * seven baseline days, centred, are strung together 1,000 times, each run standardised by its own baseline part, as the traffic is by the real one, so that the error of a short
 * baseline is paid for; of the runs' largest statistics in the traffic part it is the quantile (1 − alpha)^(windows in it), raised by 40 %.
 */
export function streamThreshold(baseline: readonly number[], alpha: number, windowDays: number, random: Random): number {
  const mean = baseline.reduce((total, value) => total + value, 0) / baseline.length;
  const centred = baseline.map((value) => value - mean);
  const largest = Array.from({ length: RUNS }, () => largestStatistic(centred, random)).sort((a, b) => a - b);
  return SHORT_BASELINE_FACTOR * quantileFor(largest, alpha, windowDays);
}

/**
 * The same threshold by what is believed of the days (`believe`): each run draws a day effect and from it baseline and traffic, standardised by its own baseline as the traffic is by the real one. Few days say too little of how they hang together for
 * weeks of them to be strung: with 14 days, neighbours correlated .5, the strung weeks alone raised six times the false alarms that were allowed.
 */
export function believedThreshold(belief: DayBelief, alpha: number, windowDays: number, random: Random): number {
  const noise = Math.sqrt(meanNoise(belief.days));
  const largest = Array.from({ length: RUNS }, () => {
    const days = believedDays(belief, random);
    const next = (): number => days.next().value as number;
    const baseline = belief.days.map(next);
    const scale = 1 / Math.max(deviationOf(baseline), noise, Number.MIN_VALUE);
    const run = warmedUp(baseline.map((value) => value * scale));
    return Math.max(...Array.from({ length: STREAM_DAYS }, () => run.update(next() * scale).statistic));
  }).sort((a, b) => a - b);
  return quantileFor(largest, alpha, windowDays);
}

function quantileFor(largest: readonly number[], alpha: number, windowDays: number): number {
  const level = (1 - alpha) ** (STREAM_DAYS / windowDays);
  return largest[Math.min(RUNS - 1, Math.ceil(level * RUNS))] ?? Infinity;
}

/** Zero-based traffic days at which the detector, warmed up on the baseline, calls a change; after each it starts again from the baseline. */
export function streamDetections(
  baseline: readonly number[],
  traffic: readonly number[],
  threshold: number,
): { readonly detections: readonly number[]; readonly statistics: readonly number[] } {
  const detections: number[] = [];
  let run = warmedUp(baseline);
  const statistics = traffic.map((value, day) => {
    const { statistic } = run.update(value);
    if (statistic > threshold) {
      detections.push(day);
      run = warmedUp(baseline);
    }
    return statistic;
  });
  return { detections, statistics };
}

function largestStatistic(values: readonly number[], random: Random): number {
  const baseline = resample(values, values.length, random);
  const scale = 1 / Math.max(deviationOf(baseline), Number.MIN_VALUE);
  const run = warmedUp(baseline.map((value) => value * scale));
  return Math.max(...resample(values, STREAM_DAYS, random).map((value) => run.update(value * scale).statistic));
}

function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1));
}

/** A detector that never starts again by itself: the caller holds its statistic against the threshold. */
function warmedUp(baseline: readonly number[]): ReturnType<typeof pageHinkley.start> {
  const run = pageHinkley.start({ delta: STREAM_DELTA, threshold: Infinity });
  for (const value of baseline) run.update(value);
  return run;
}

function resample(values: readonly number[], length: number, random: Random): readonly number[] {
  const drawn: number[] = [];
  while (drawn.length < length) {
    const start = Math.floor(random() * values.length);
    for (let step = 0; step < BLOCK_DAYS && drawn.length < length; step += 1) drawn.push(values[(start + step) % values.length] ?? 0);
  }
  return drawn;
}
