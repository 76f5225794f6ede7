import gammainc from "@stdlib/math-base-special-gammainc";

/** P(X ≥ x) of the chi-square distribution, precise in the far tail too; 1 without a degree of freedom. */
export function chiSquareSurvival(x: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom === 0 || x <= 0) return 1;
  return gammainc(x / 2, degreesOfFreedom / 2, true, true);
}
