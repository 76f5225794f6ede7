import tCdf from "@stdlib/stats-base-dists-t-cdf";
import { mean, sampleSkewness, sampleStandardDeviation } from "simple-statistics";
import { tCritical } from "./t-critical.ts";

/** A null distribution fitted to the statistic's values over pieces of the baseline: normal on the scale x^power (power 0: the logarithm). */
export interface NullFit {
  readonly power: number;
  /** Mean and standard deviation (n − 1) on that scale. */
  readonly location: number;
  readonly scale: number;
  readonly pieces: number;
}

const POWERS = [0.5, 0.25, 0] as const;

/**
 * Fits the far tail of a distance. Distances are bounded below and lean to the right, so they are taken on the first of the scales √x, ⁴√x, ln x on which they no longer lean
 * to the right (else the logarithm), and a new value follows Student's t there, wider by √(1 + 1/n), since location and scale are themselves estimated. Simulated with 45 pieces, the
 * chance of a value beyond the fitted 1 in 1,000 is 0 to 1.8 in 1,000 for half-normal, Kolmogorov, chi, exponential, lognormal and √(c + Z²) statistics.
 * @param smallestDeviation sampling error of the statistic in its own unit; the fit never varies less than that. At least three values, none under zero.
 */
export function fitNull(values: readonly number[], smallestDeviation: number): NullFit {
  const floored = values.map((value) => Math.max(value, smallestDeviation / 10, Number.MIN_VALUE));
  const power = POWERS.find((candidate) => leansLeft(floored.map((value) => onScale(value, candidate)))) ?? 0;
  const scaled = floored.map((value) => onScale(value, power));
  const centre = fromScale(mean(scaled), power);
  const least = smallestDeviation * (power === 0 ? 1 / centre : power * centre ** (power - 1));
  return { power, location: mean(scaled), scale: Math.max(sampleStandardDeviation(scaled), least, Number.MIN_VALUE), pieces: values.length };
}

/** Chance of a statistic at least this large when nothing changed. */
export function exceedance(fit: NullFit, statistic: number): number {
  const z = (onScale(Math.max(statistic, Number.MIN_VALUE), fit.power) - fit.location) / (fit.scale * Math.sqrt(1 + 1 / fit.pieces));
  return tCdf(-z, fit.pieces - 1);
}

/** The statistic whose chance is `probability`: the threshold at that level. */
export function criticalValue(fit: NullFit, probability: number): number {
  return fromScale(fit.location + tCritical(probability, fit.pieces - 1) * fit.scale * Math.sqrt(1 + 1 / fit.pieces), fit.power);
}

/** The middle of the null. */
export function centreOf(fit: NullFit): number {
  return fromScale(fit.location, fit.power);
}

function leansLeft(values: readonly number[]): boolean {
  return sampleStandardDeviation([...values]) > 0 && sampleSkewness([...values]) <= 0;
}

function onScale(value: number, power: number): number {
  return power === 0 ? Math.log(value) : value ** power;
}

function fromScale(value: number, power: number): number {
  return power === 0 ? Math.exp(value) : Math.max(0, value) ** (1 / power);
}
