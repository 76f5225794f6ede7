import { chiSquareSurvival } from "../../analyzers/statistics/distributions/chi-square-survival.ts";
import { leastWith } from "../../analyzers/statistics/permutation/least-with.ts";

/** Upper end of the exact 95 % interval of a Poisson mean of which `count` were seen. [Garwood 1936, Biometrika 28] */
export function poissonUpper(count: number): number {
  return leastWith((mean) => chiSquareSurvival(2 * mean, 2 * (count + 1)) <= 0.025);
}
