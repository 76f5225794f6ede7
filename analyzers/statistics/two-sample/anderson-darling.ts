import digamma from "@stdlib/math-base-special-digamma";
import trigamma from "@stdlib/math-base-special-trigamma";
import { type NumericSample, sum } from "../sample.ts";
import { mergedSteps } from "./merged-steps.ts";
import { linearSolution } from "../linear-algebra.ts";

const EULER = 0.5772156649015329;
const LEVELS = [0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001] as const;
/** Table 2 of Scholz and Stephens for two samples: b₀ + b₁ + b₂. */
const CRITICAL = [
  0.675 - 0.245 - 0.105,
  1.281 + 0.25 - 0.305,
  1.645 + 0.678 - 0.362,
  1.96 + 1.149 - 0.391,
  2.326 + 1.822 - 0.396,
  2.573 + 2.364 - 0.345,
  3.085 + 3.615 - 0.154,
] as const;
const [FIRST, LAST] = [CRITICAL[0], CRITICAL[6]];

/** Scholz and Stephens's normalised statistic for two samples and its p-value, 0.001–0.25. At least four rows together and two distinct values. */
export function andersonDarling(reference: NumericSample, current: NumericSample): { statistic: number; pValue: number } {
  const statistic = (midrankSum(reference, current) - 1) / Math.sqrt(variance(reference.total, current.total));
  return { statistic, pValue: pValueOf(statistic) };
}

function midrankSum(reference: NumericSample, current: NumericSample): number {
  const [n, m] = [reference.total, current.total];
  const rows = n + m;
  const { referenceUpTo, currentUpTo } = mergedSteps(reference, current);
  let total = 0;
  let referenceBefore = 0;
  let currentBefore = 0;
  for (let step = 0; step < referenceUpTo.length; step++) {
    const referenceNow = referenceUpTo[step] ?? 0;
    const currentNow = currentUpTo[step] ?? 0;
    const here = referenceNow - referenceBefore + currentNow - currentBefore;
    const upTo = referenceNow + currentNow - here / 2;
    const ofReference = (rows * (referenceBefore + referenceNow)) / 2 - upTo * n;
    const ofCurrent = (rows * (currentBefore + currentNow)) / 2 - upTo * m;
    total += ((here / rows) * (ofReference ** 2 / n + ofCurrent ** 2 / m)) / (upTo * (rows - upTo) - (rows * here) / 4);
    referenceBefore = referenceNow;
    currentBefore = currentNow;
  }
  return (total * (rows - 1)) / rows;
}

/** Equation 4 of the paper for two samples; its double sum in closed form by harmonic numbers. */
function variance(n: number, m: number): number {
  const rows = n + m;
  const inverse = 1 / n + 1 / m;
  const h = digamma(rows) + EULER;
  const g = Math.PI ** 2 / 6 - trigamma(rows) - (2 * h) / rows;
  const a = 4 * g - 6 + (10 - 6 * g) * inverse;
  const b = 4 * (2 * g - 4) + 16 * h + (2 * g - 14 * h - 4) * inverse - 8 * h + 4 * g - 6;
  const c = 4 * (6 * h + 2 * g - 2) + 2 * (4 * h - 4 * g + 6) + (2 * h - 6) * inverse + 4 * h;
  const d = 4 * (2 * h + 6) - 8 * h;
  return (a * rows ** 3 + b * rows ** 2 + c * rows + d) / ((rows - 1) * (rows - 2) * (rows - 3));
}

/** The logarithm of the level as a parabola of the critical value. */
const logLevel = fittedParabola(CRITICAL, LEVELS.map(Math.log));

function pValueOf(statistic: number): number {
  if (statistic < FIRST) return LEVELS[0];
  return statistic > LAST ? LEVELS[6] : Math.exp(logLevel(statistic));
}

/** The parabola of least squares through points (numpy's `polyfit(x, y, 2)`), as a function. */
function fittedParabola(x: readonly number[], y: readonly number[]): (at: number) => number {
  const centre = sum(x) / x.length;
  const shifted = x.map((value) => value - centre);
  const moment = (power: number): number => sum(shifted.map((value) => value ** power));
  const matrix = [0, 1, 2].map((row) => [0, 1, 2].map((column) => moment(row + column)));
  const right = [0, 1, 2].map((row) => sum(shifted.map((value, index) => value ** row * (y[index] ?? 0))));
  const [constant = 0, slope = 0, bend = 0] = linearSolution(matrix, right);
  return (at) => constant + (at - centre) * (slope + (at - centre) * bend);
}
