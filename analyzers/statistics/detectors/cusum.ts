import { defineChangeDetector, type DetectorMemory, type DetectorRun, type DetectorStep } from "../change-detector.ts";

/**
 * Page's two-sided cumulative sum: one sum climbs with what lies over the mean so far by more than a tolerance, another with what lies under it; neither falls under 0.
 *
 * With the mean x̄ over the values so far (this one included): over = max(0, over + x − x̄ − δ), under = max(0, under − x + x̄ − δ); drift when one is over λ, from value
 * `minInstances` on. Frouros' `CUSUM` has the first sum alone. River has none.
 *
 * Parameters: `minInstances` 30, `delta` δ 0.005 and `threshold` λ 50 in the stream's units (half the smallest shift of interest, and how much of it adds up to a change), `mode` both, up or down.
 *
 * Example: 100 zeros and then ones, threshold 5: drift at row 105.
 *
 * [Page 1954, Continuous inspection schemes, Biometrika 41]
 */
export default defineChangeDetector({
  name: "cusum",
  input: "numbers",
  parameters: {
    minInstances: { default: 30, least: 1, most: 1e9, whole: true, aliases: ["min_num_instances"] },
    delta: { default: 0.005, least: 0, most: 1e300 },
    threshold: { default: 50, least: 0, most: 1e300, aliases: ["lambda", "lambda_"], never: Infinity },
    mode: { default: { published: 0, frouros: 1 }, least: -1, most: 1, words: { both: 0, up: 1, down: -1 } },
  },
  runs: {
    published: (parameters, memory) => new CusumRun(parameters, memory),
    frouros: (parameters, memory) => new CusumRun(parameters, memory),
  },
});

interface CusumParameters {
  readonly minInstances: number;
  readonly delta: number;
  readonly threshold: number;
  readonly mode: number;
}

class CusumRun implements DetectorRun {
  readonly #parameters: CusumParameters;
  #count = 0;
  #mean = 0;
  #over = 0;
  #under = 0;
  #drifted = false;

  constructor(parameters: CusumParameters, memory: DetectorMemory | null) {
    this.#parameters = parameters;
    if (memory !== null) [this.#count, this.#mean, this.#over, this.#under] = memory["sums"] as [number, number, number, number];
    this.#drifted = memory?.["drifted"] === 1;
  }

  update(value: number): DetectorStep {
    if (this.#drifted) this.#count = this.#mean = this.#over = this.#under = 0;
    const { delta, minInstances, threshold, mode } = this.#parameters;
    this.#count += 1;
    this.#mean += (value - this.#mean) / this.#count;
    this.#over = Math.max(0, this.#over + value - this.#mean - delta);
    this.#under = Math.max(0, this.#under - value + this.#mean - delta);
    const statistic = mode === 0 ? Math.max(this.#over, this.#under) : mode > 0 ? this.#over : this.#under;
    this.#drifted = this.#count >= minInstances && statistic > threshold;
    return { state: this.#drifted ? "drift" : "stable", statistic };
  }

  save(): DetectorMemory {
    return { sums: [this.#count, this.#mean, this.#over, this.#under], drifted: Number(this.#drifted) };
  }
}
