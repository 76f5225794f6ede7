import erfc from "@stdlib/math-base-special-erfc";

/** P(Z ≥ z) of the standard normal distribution, precise in the far tail too. */
export function normalSurvival(z: number): number {
  return erfc(z / Math.SQRT2) / 2;
}
