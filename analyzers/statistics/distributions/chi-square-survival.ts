import gammainc from "@stdlib/math-base-special-gammainc";
import { deviance, stirlingError } from "./saddle-point.ts";

/** From here on @stdlib's incomplete gamma function loses digits in the far tail (measured: 3 left at 3,332 degrees of freedom and p = 3e-165). */
const MANY_DEGREES = 40;

/** P(X ≥ x) of the chi-square distribution, precise in the far tail too; 1 without a degree of freedom. */
export function chiSquareSurvival(x: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom === 0 || x <= 0) return 1;
  const [a, y] = [degreesOfFreedom / 2, x / 2];
  if (degreesOfFreedom < MANY_DEGREES) return gammainc(y, a, true, true);
  return y < a + 1 ? 1 - density(a, y) * lowerSeries(a, y) : density(a, y) * a * upperFraction(a, y);
}

/** yᵃ e^−y / Γ(a + 1), by the saddle-point expansion. */
function density(a: number, y: number): number {
  return Math.exp(-stirlingError(a) - deviance(a, y)) / Math.sqrt(2 * Math.PI * a);
}

/** 1 + y / (a + 1) + y² / (a + 1)(a + 2) + … [DLMF 8.11.4] */
function lowerSeries(a: number, y: number): number {
  let [term, total] = [1, 1];
  for (let k = 1; term > total * Number.EPSILON * 0.1; k++) {
    term *= y / (a + k);
    total += term;
  }
  return total;
}

/** Γ(a, y) e^y / yᵃ as a continued fraction by Lentz's method, for y > a. [DLMF 8.9.2] */
function upperFraction(a: number, y: number): number {
  let b = y + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; ; i++) {
    const numerator = -i * (i - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const factor = c * d;
    fraction *= factor;
    if (Math.abs(factor - 1) < Number.EPSILON) return fraction;
  }
}
