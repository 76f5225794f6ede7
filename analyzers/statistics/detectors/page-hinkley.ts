import { defineChangeDetector, type DetectorMemory, type DetectorRun, type DetectorStep } from "../change-detector.ts";

/**
 * Page–Hinkley test: adds up how far each value lies from the mean so far, less a tolerance; a change of the mean makes the sum climb away from its minimum (an increase) or
 * fall away from its maximum (a decrease).
 *
 * With the mean x̄ over the values so far (this one included): up = α·up + x − x̄ − δ, down = α·down + x − x̄ + δ; drift when up − min(up) > λ or max(down) − down > λ,
 * from value `minInstances` on. The values of river's `PageHinkley`, to the row. Frouros' has no minimum: drift when up > λ, increases alone.
 *
 * Parameters: `minInstances` 30, `delta` δ 0.005 and `threshold` λ 50 in the stream's units, `alpha` α 0.9999 forgetting (1: none, as in the paper), `mode` both, up or down.
 *
 * Example: 100 zeros and then ones, threshold 5: drift at row 105.
 *
 * [Page 1954, Continuous inspection schemes, Biometrika 41; Mouss et al. 2004, Test of Page–Hinkley, an approach for fault detection in an agro-alimentary production system]
 */
export default defineChangeDetector({
  name: "page-hinkley",
  input: "numbers",
  parameters: {
    minInstances: { default: 30, least: 1, most: 1e9, whole: true, aliases: ["min_instances", "min_num_instances"] },
    delta: { default: 0.005, least: 0, most: 1e300 },
    threshold: { default: 50, least: 0, most: 1e300, aliases: ["lambda", "lambda_"], never: Infinity },
    alpha: { default: 0.9999, least: 0, most: 1 },
    mode: { default: 0, least: -1, most: 1, words: { both: 0, up: 1, down: -1 } },
  },
  runs: {
    published: (parameters, memory) => new PageHinkleyRun(parameters, memory),
    river: (parameters, memory) => new PageHinkleyRun(parameters, memory),
    frouros: (parameters, memory) => new FrourosRun(parameters, memory),
  },
});

interface PageHinkleyParameters {
  readonly minInstances: number;
  readonly delta: number;
  readonly threshold: number;
  readonly alpha: number;
  readonly mode: number;
}

class PageHinkleyRun implements DetectorRun {
  readonly #parameters: PageHinkleyParameters;
  #count = 0;
  #mean = 0;
  #up = 0;
  #down = 0;
  #lowest = Number.MAX_VALUE;
  #highest = -1;
  #drifted = false;

  constructor(parameters: PageHinkleyParameters, memory: DetectorMemory | null) {
    this.#parameters = parameters;
    if (memory !== null)
      [this.#count, this.#mean, this.#up, this.#down, this.#lowest, this.#highest] = memory["sums"] as [number, number, number, number, number, number];
    this.#drifted = memory?.["drifted"] === 1;
  }

  update(value: number): DetectorStep {
    if (this.#drifted) this.#reset();
    const { alpha, delta, minInstances, threshold, mode } = this.#parameters;
    this.#count += 1;
    this.#mean += (value - this.#mean) / this.#count;
    const deviation = value - this.#mean;
    this.#up = alpha * this.#up + deviation - delta;
    this.#down = alpha * this.#down + deviation + delta;
    this.#lowest = Math.min(this.#lowest, this.#up);
    this.#highest = Math.max(this.#highest, this.#down);
    const [increase, decrease] = [this.#up - this.#lowest, this.#highest - this.#down];
    const statistic = mode === 0 ? Math.max(increase, decrease) : mode > 0 ? increase : decrease;
    this.#drifted = this.#count >= minInstances && statistic > threshold;
    return { state: this.#drifted ? "drift" : "stable", statistic };
  }

  save(): DetectorMemory {
    return { sums: [this.#count, this.#mean, this.#up, this.#down, this.#lowest, this.#highest], drifted: Number(this.#drifted) };
  }

  #reset(): void {
    this.#count = this.#mean = this.#up = this.#down = 0;
    this.#lowest = Number.MAX_VALUE;
    this.#highest = -1;
    this.#drifted = false;
  }
}

/** The sum itself is held against λ, however low it went before. */
class FrourosRun implements DetectorRun {
  readonly #parameters: PageHinkleyParameters;
  #count = 0;
  #mean = 0;
  #sum = 0;
  #drifted = false;

  constructor(parameters: PageHinkleyParameters, memory: DetectorMemory | null) {
    this.#parameters = parameters;
    if (memory !== null) [this.#count, this.#mean, this.#sum] = memory["sums"] as [number, number, number];
    this.#drifted = memory?.["drifted"] === 1;
  }

  update(value: number): DetectorStep {
    if (this.#drifted) this.#count = this.#mean = this.#sum = 0;
    const { alpha, delta, minInstances, threshold } = this.#parameters;
    this.#count += 1;
    this.#mean += (value - this.#mean) / this.#count;
    this.#sum = alpha * this.#sum + (value - this.#mean - delta);
    this.#drifted = this.#count >= minInstances && this.#sum > threshold;
    return { state: this.#drifted ? "drift" : "stable", statistic: Math.max(0, this.#sum) };
  }

  save(): DetectorMemory {
    return { sums: [this.#count, this.#mean, this.#sum], drifted: Number(this.#drifted) };
  }
}
