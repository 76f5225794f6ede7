import { chiSquareSurvival } from "./chi-square-survival.ts";
import { logFactorial } from "../permutation/log-factorial.ts";

/** P(X ≥ x) of the noncentral chi-square distribution: chi-square with 2j more degrees of freedom, j Poisson with mean noncentrality / 2. scipy's `ncx2.sf`. [Patnaik 1949, The non-central χ² and F distributions] */
export function noncentralChiSquareSurvival(x: number, degreesOfFreedom: number, noncentrality: number): number {
  const mean = noncentrality / 2;
  if (mean === 0) return chiSquareSurvival(x, degreesOfFreedom);
  const reach = 10 * Math.sqrt(mean) + 20;
  let total = 0;
  for (let j = Math.max(0, Math.floor(mean - reach)); j <= mean + reach; j++)
    total += Math.exp(j * Math.log(mean) - mean - logFactorial(j)) * chiSquareSurvival(x, degreesOfFreedom + 2 * j);
  return Math.min(1, total);
}
