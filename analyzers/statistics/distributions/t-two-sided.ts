import betainc from "@stdlib/math-base-special-betainc";

/** P(|T| ≥ |t|) of Student's t with any positive degrees of freedom, precise in the far tail too. */
export function tTwoSided(t: number, degreesOfFreedom: number): number {
  const size = Math.abs(t);
  // So far out the tail is a power of t, to the last digit.
  if (size > FAR) return tTwoSided(FAR, degreesOfFreedom) * (FAR / size) ** degreesOfFreedom;
  const square = t * t;
  if (square === 0) return 1;
  return betainc(degreesOfFreedom / (degreesOfFreedom + square), degreesOfFreedom / 2, 0.5);
}

const FAR = 1e100;
