import { betaBinomialLogLikelihood, betaBinomialTail, type RateBelief } from "./beta-binomial.ts";
import { logChoose } from "./permutation/log-factorial.ts";
import { sum } from "./sample.ts";

/** One window's requests and, of them, those that failed. */
export interface FailureCount {
  readonly failed: number;
  readonly requests: number;
}

/** What windows before lead one to expect of the next one. */
export interface UsualRate {
  /** Mean share of requests that fail, and its 95 % interval. */
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  /** Standard deviation of the windows' own rates over their mean, apart from chance. */
  readonly spread: number;
  /** What the rate of the next window may be: beliefs for each spread thought possible, with their weights; weights add up to 1. */
  readonly beliefs: readonly { readonly weight: number; readonly belief: RateBelief }[];
}

/** What a model without history is thought to fail at: half of models under 0.9 % of their requests, one in twelve over 6 %. */
const PRIOR: RateBelief = { failed: 0.5, answered: 24.5 };
/**
 * How windows' own rates may differ, each as probable beforehand: by their standard deviation over their mean, as a Beta (bursts of one size) or as a lognormal (few that are much larger). The least spread says
 * that no two hours are quite alike; at the largest most windows have no failures at all and some have ten times the mean.
 */
const SHAPES: readonly Shape[] = [
  ...[0.05, 0.1, 0.2, 0.35, 0.6, 1, 1.6, 2.5].map((spread) => ({ spread, parts: [{ share: 1, factor: 1, spread }] })),
  ...[0.35, 0.6, 1, 1.6].map(lognormal),
];
/** Share of windows that may be anything: a bad window that no verdict has named does not make the spread. */
const STRAY = 1e-3;
/** No belief is wider than half a request. */
const LEAST_WEIGHT = 0.5;
const ROUNDS = 2;
const LARGEST_MEAN = 0.95;
/** Never thought to fail less than one request in 1,000, nor, where a window has many requests, less than half a request in a window: single failures come in twos and threes. */
const FLOOR = { rate: 0.001, failures: 0.5 } as const;

/**
 * Learns the usual rate of failure and how far windows differ in it, from all windows given, whatever they failed at. For each spread the rate is the mean of the windows' own, weighted by what each can teach under that spread
 * [Williams 1982, Applied Statistics 31], and the spread's probability is that of the windows' counts under beta-binomials; the next window's rate is expected under all spreads, the rate's own error carried. No window: the prior.
 * @param requests of the window to judge
 */
export function usualRate(history: readonly FailureCount[], requests: number): UsualRate {
  const seen = distinct(history);
  const fits = SHAPES.map((shape) => fitRate(seen, shape));
  const largest = Math.max(...fits.map(({ logWeight }) => logWeight));
  const weights = fits.map(({ logWeight }) => Math.exp(logWeight - largest));
  const total = sum(weights);
  const mixed = (of: (fit: Fit) => number): number => sum(fits.map((fit, index) => ((weights[index] ?? 0) / total) * of(fit)));
  const floor = Math.min(FLOOR.rate, FLOOR.failures / Math.max(1, requests));
  const rate = Math.max(
    floor,
    mixed((fit) => fit.rate),
  );
  const half = 1.96 * Math.sqrt(mixed((fit) => fit.variance));
  const beliefs = fits.flatMap((fit, index) => beliefsOf(fit, floor).map(({ share, belief }) => ({ weight: ((weights[index] ?? 0) / total) * share, belief })));
  return { rate, low: Math.max(0, rate - half), high: Math.min(1, rate + half), spread: mixed((fit) => fit.shape.spread), beliefs };
}

/** A share over the usual one, with a 95 % interval from those of both. [Zou & Donner 2008, Statistics in Medicine 27: MOVER] */
export function excessOver(usual: UsualRate, share: number, own: Interval): Interval & { readonly value: number; readonly unit: string } {
  const value = share - usual.rate;
  const [low, high] = [value - Math.hypot(share - own.low, usual.high - usual.rate), value + Math.hypot(own.high - share, usual.rate - usual.low)];
  return { value, low, high, unit: "share" };
}

interface Interval {
  readonly low: number;
  readonly high: number;
}

/** How windows' rates differ: a mixture of Betas, each with its share of windows, its mean in parts of the mean of all, and its own spread. */
interface Shape {
  readonly spread: number;
  readonly parts: readonly { readonly share: number; readonly factor: number; readonly spread: number }[];
}

/** A lognormal of a spread as a mixture of Betas, one standard deviation of the logarithm apart: two tenths of its variance is theirs, the rest lies between them. */
function lognormal(spread: number): Shape {
  const variance = Math.log(1 + spread ** 2);
  const between = Math.sqrt(0.8 * variance);
  const nodes = [-3, -2, -1, 0, 1, 2, 3, 4].map((z) => ({ share: Math.exp((-z * z) / 2), factor: Math.exp(between * z) }));
  const shares = sum(nodes.map(({ share }) => share));
  const mean = sum(nodes.map(({ share, factor }) => share * factor)) / shares;
  const own = Math.sqrt(Math.exp(0.2 * variance) - 1);
  return { spread, parts: nodes.map(({ share, factor }) => ({ share: share / shares, factor: factor / mean, spread: own })) };
}

/** Probability of as many failures or more, were the window like those before. Whole numbers. */
export function usualTail({ failed, requests }: FailureCount, usual: UsualRate): number {
  return Math.min(1, sum(usual.beliefs.map(({ weight, belief }) => weight * betaBinomialTail(failed, requests, belief))));
}

interface Fit {
  readonly shape: Shape;
  readonly rate: number;
  /** Of the rate, for want of windows. */
  readonly variance: number;
  readonly logWeight: number;
}

/** Windows with the same counts. */
interface SeenCount extends FailureCount {
  readonly windows: number;
  /** ln of the ways in which so many of the requests can fail. */
  readonly logWays: number;
}

function distinct(history: readonly FailureCount[]): readonly SeenCount[] {
  const groups = Map.groupBy(history, ({ failed, requests }) => `${failed} of ${requests}`);
  return [...groups.values()].flatMap((windows) =>
    windows.slice(0, 1).map((count) => ({ ...count, windows: windows.length, logWays: logChoose(count.requests, count.failed) })),
  );
}

function fitRate(history: readonly SeenCount[], shape: Shape): Fit {
  let { rate, variance } = weightedRate(history, () => 1, Infinity);
  let logWeight = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const parts = beliefsOf({ shape, rate, variance: 0 }, 0).map(({ share, belief }) => ({ share, logLikelihood: betaBinomialLogLikelihood(belief) }));
    const likelihoods = history.map(
      ({ failed, requests, logWays }) =>
        (1 - STRAY) * sum(parts.map(({ share, logLikelihood }) => share * Math.exp(logLikelihood(failed, requests) + logWays))),
    );
    logWeight = sum(history.map((count, index) => count.windows * Math.log((likelihoods[index] ?? 0) + stray(count))));
    const likeness = (count: SeenCount, index: number): number => (likelihoods[index] ?? 0) / ((likelihoods[index] ?? 0) + stray(count));
    const { failed, answered } = toBelief(rate, (shape.spread * rate) ** 2);
    ({ rate, variance } = weightedRate(history, likeness, failed + answered));
  }
  const prior = (PRIOR.failed - 1) * Math.log(rate) + (PRIOR.answered - 1) * Math.log(1 - rate) + 0.5 * Math.log(variance);
  return { shape, rate, variance, logWeight: prior + logWeight };
}

/** Mean rate of windows whose own rates spread as a Beta of so many pseudo-observations; the prior counts as so many requests of one that does not. `likeness`: probability that a window is like the others. */
function weightedRate(history: readonly SeenCount[], likeness: (count: SeenCount, index: number) => number, weight: number) {
  const informative = history.map((count, index) => (count.windows * likeness(count, index)) / (1 + Math.max(0, count.requests - 1) / (weight + 1)));
  const failed = PRIOR.failed + sum(history.map((count, index) => (informative[index] ?? 0) * count.failed));
  const all = PRIOR.failed + PRIOR.answered + sum(history.map((count, index) => (informative[index] ?? 0) * count.requests));
  const rate = failed / all;
  return { rate, variance: (rate * (1 - rate)) / (all + 1) };
}

/** Probability of a stray window's count, which may be any. */
function stray({ requests }: FailureCount): number {
  return STRAY / (requests + 1);
}

/** The Betas that a window's rate may come from, the error of the mean carried. */
function beliefsOf(
  { rate, variance, shape }: Pick<Fit, "rate" | "variance" | "shape">,
  floor: number,
): readonly { readonly share: number; readonly belief: RateBelief }[] {
  const usual = Math.max(floor, rate);
  return shape.parts.map(({ share, factor, spread }) => {
    const mean = Math.min(LARGEST_MEAN, factor * usual);
    return { share, belief: toBelief(mean, (spread * mean) ** 2 + factor ** 2 * variance) };
  });
}

/** The Beta of a mean and a variance. */
function toBelief(mean: number, variance: number): RateBelief {
  const weight = Math.max(LEAST_WEIGHT, (mean * (1 - mean)) / variance - 1);
  return { failed: weight * mean, answered: weight * (1 - mean) };
}
