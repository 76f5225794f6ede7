import { drawLevel, zipf } from "./draw-level.ts";
import type { Random } from "./random.ts";

/** A column whose rows are drawn independently. */
export interface GeneratedColumn {
  readonly name: string;
  readonly type: "numeric" | "categorical";
  /** Of a numeric column a value, NaN where it is missing; of a categorical one the number of a level. */
  draw(random: Random): number;
}

const numeric = (name: string, draw: (random: Random) => number): GeneratedColumn => ({ name, type: "numeric", draw });
const categorical = (name: string, weights: readonly number[]): GeneratedColumn => ({ name, type: "categorical", draw: drawLevel(weights) });

/** 25 columns: the unchanged shapes of shared/bench/generate.py, and what else data have: missing values, constants, rounding, rare values and rare levels. */
export const GENERATED_COLUMNS: readonly GeneratedColumn[] = [
  numeric("normal", (random) => 100 + 15 * random.normal()),
  numeric("uniform", (random) => random.uniform()),
  numeric("gamma", (random) => 2 * (random.exponential() + random.exponential())),
  numeric("t3", (random) => random.normal() / Math.sqrt((2 * random.exponential() + random.normal() ** 2) / 3)),
  numeric("poisson", drawLevel(poissonWeights(3, 30))),
  numeric("integers", (random) => random.whole(1000)),
  numeric("zeroInflated", (random) => (random.uniform() < 0.8 ? 0 : 50 * random.exponential())),
  numeric("beta", (random) => {
    const [a, b] = [gammaOf(random, 2), gammaOf(random, 5)];
    return a / (a + b);
  }),
  numeric("tiny", (random) => 1e-3 * random.normal()),
  numeric("lognormal8", (random) => Math.exp(8 + 2 * random.normal())),
  numeric("lognormal", (random) => Math.exp(random.normal())),
  numeric("exponential", (random) => random.exponential()),
  numeric("bimodal", (random) => (random.uniform() < 0.5 ? -2 : 2) + 0.5 * random.normal()),
  numeric("fewMissing", (random) => (random.uniform() < 0.01 ? Number.NaN : 10 + 3 * random.normal())),
  numeric("manyMissing", (random) => (random.uniform() < 0.3 ? Number.NaN : random.exponential())),
  numeric("quarters", (random) => Math.round(4 * random.normal()) / 4),
  numeric("prices", (random) => Math.round(100 * Math.exp(3 + random.normal())) / 100),
  numeric("almostConstant", (random) => (random.uniform() < 0.995 ? 0 : random.normal())),
  numeric("constant", () => 1),
  categorical("levels3", [0.5, 0.3, 0.2]),
  categorical("levels10", zipf(10)),
  categorical("levels100", zipf(100)),
  categorical("levels1000", zipf(1000)),
  categorical("rareLevels", [0.4, 0.25, 0.2, 0.1, 0.044, 0.005, 0.001]),
  categorical("oneLevel", [1]),
];

function gammaOf(random: Random, shape: number): number {
  let product = 1;
  for (let factor = 0; factor < shape; factor++) product *= random.uniform();
  return -Math.log(product);
}

function poissonWeights(mean: number, upTo: number): readonly number[] {
  const weights = [1];
  for (let k = 1; k <= upTo; k++) weights.push(((weights[k - 1] ?? 0) * mean) / k);
  return weights;
}
