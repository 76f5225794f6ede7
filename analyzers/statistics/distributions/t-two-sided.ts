import betainc from "@stdlib/math-base-special-betainc";

/** P(|T| ≥ |t|) of Student's t with any positive degrees of freedom, precise in the far tail too. */
export function tTwoSided(t: number, degreesOfFreedom: number): number {
  const square = t * t;
  if (square === 0) return 1;
  if (!Number.isFinite(square)) return 0;
  return betainc(degreesOfFreedom / (degreesOfFreedom + square), degreesOfFreedom / 2, 0.5);
}
