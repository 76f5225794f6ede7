import erfc from "@stdlib/math-base-special-erfc";

/** Half the width of a 95 % interval of the standard normal distribution. */
export const Z95 = 1.959963984540054;

/** P(Z ≥ z) of the standard normal distribution, precise in the far tail too. */
export function normalSurvival(z: number): number {
  return erfc(z / Math.SQRT2) / 2;
}
