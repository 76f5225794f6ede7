/** How far windows lie apart when nothing changes, beyond what sampling makes of their rows: what is believed of the standard deviation of a window's own level, in the statistic's unit. Weights add up to 1, the largest first. */
export interface Spread {
  readonly sizes: readonly number[];
  readonly weights: readonly number[];
}

/** The chance given beforehand that windows do not differ at all. */
const NONE = 0.1;
/** Sizes that are considered, over the prior's scale: none, and from a fiftieth in steps of a quarter. */
const SIZES = [0, ...Array.from({ length: 32 }, (_, step) => 0.02 * 1.25 ** step)];
/** Degrees of freedom of the prior's variance: six for how sure it is not much smaller, nine for how sure it is not much larger: tails are those of a t with nine. */
const DEGREES = [6, 9] as const;
/** Sizes under this weight are left out: less than any level that is asked. */
const NEGLIGIBLE = 1e-10;

/**
 * The stated prior with what was seen: the square of the size is scale² × 7/9 × F with 6 and 9 degrees of freedom (mean scale²), with a chance of a tenth that it is nothing. With nothing seen a window's level is so spread as a t with nine degrees; each
 * window seen adds its likelihood, so that the prior gives way by degrees, and nowhere at once.
 * @param logLikelihood of a size, up to a constant @param scale of the prior, over 0
 */
export function spreadOf(scale: number, logLikelihood: (size: number) => number): Spread {
  const sizes = SIZES.map((size) => size * scale);
  const logs = sizes.map((size, place) => (LOG_PRIOR[place] ?? -Infinity) + logLikelihood(size));
  const largest = Math.max(...logs);
  const weights = logs.map((log) => Math.exp(log - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const kept = sizes.flatMap((size, place) => ((weights[place] ?? 0) / total > NEGLIGIBLE ? [{ size, weight: (weights[place] ?? 0) / total }] : []));
  kept.sort((a, b) => b.weight - a.weight);
  return { sizes: kept.map(({ size }) => size), weights: kept.map(({ weight }) => weight) };
}

/** The same belief with more seen. @param logLikelihood of a size, up to a constant */
export function seenMore({ sizes, weights }: Spread, logLikelihood: (size: number) => number): Spread {
  const logs = sizes.map((size, place) => Math.log(weights[place] ?? 0) + logLikelihood(size));
  const largest = Math.max(...logs);
  const likely = logs.map((log) => Math.exp(log - largest));
  const total = likely.reduce((sum, weight) => sum + weight, 0);
  const kept = sizes.map((size, place) => ({ size, weight: (likely[place] ?? 0) / total })).filter(({ weight }) => weight > NEGLIGIBLE);
  kept.sort((a, b) => b.weight - a.weight);
  return { sizes: kept.map(({ size }) => size), weights: kept.map(({ weight }) => weight) };
}

/** Root of the mean square of what is believed. */
export function usualSize({ sizes, weights }: Spread): number {
  return Math.sqrt(sizes.reduce((sum, size, place) => sum + size * size * (weights[place] ?? 0), 0));
}

/** Standard normal deviates at which a window's own level is taken, the largest first, with their weights. */
const STEP = 0.5;
const LEVELS = Array.from({ length: 31 }, (_, place) => 7.5 - STEP * place);
const LEVEL_WEIGHTS = LEVELS.map((z) => (STEP * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI));
/** What adds less than this part of a chance is left out of it. */
export const NOTHING_MORE = 1e-5;

/** The mean of a chance over what a window's own level may be. @param chanceAt of a level, in the unit of the spread, and of the size it was drawn with; it never falls as the level rises */
export function meanOverLevels({ sizes, weights }: Spread, chanceAt: (level: number, size: number) => number): number {
  let chance = 0;
  for (let place = 0; place < sizes.length; place++) {
    const [size, weight] = [sizes[place] ?? 0, weights[place] ?? 0];
    if (weight < NOTHING_MORE * chance) break;
    if (size === 0) {
      chance += weight * chanceAt(0, 0);
      continue;
    }
    for (let node = 0; node < LEVELS.length; node++) {
      const there = weight * chanceAt(size * (LEVELS[node] ?? 0), size);
      chance += there * (LEVEL_WEIGHTS[node] ?? 0);
      if (there < NOTHING_MORE * chance) break;
    }
  }
  return Math.min(1, chance);
}

/** The mean of anything over levels of one size. */
export function meanOfLevels(size: number, valueAt: (level: number) => number): number {
  let mean = 0;
  for (let node = 0; node < LEVELS.length; node++) mean += (LEVEL_WEIGHTS[node] ?? 0) * valueAt(size * (LEVELS[node] ?? 0));
  return mean;
}

const LOG_PRIOR = logPrior();

function logPrior(): readonly number[] {
  const [below, above] = DEGREES;
  const unit = (above - 2) / below;
  // The density of the size on a grid of equal ratios: that of F, times the square, since d(size²) = 2 size² d(ln size).
  const densities = SIZES.map((size) => (size * size) ** (below / 2) * (unit + size * size) ** (-(below + above) / 2));
  const total = densities.reduce((sum, density) => sum + density, 0);
  return densities.map((density, place) => Math.log(place === 0 ? NONE : (density / total) * (1 - NONE)));
}
