import { defineChangeDetector, type DetectorRun, type DetectorStep } from "../change-detector.ts";

/**
 * Page–Hinkley test: adds up how far each value lies from the mean so far, less a tolerance; a change of the mean makes the sum climb away from its minimum (an increase) or
 * fall away from its maximum (a decrease).
 *
 * With the mean x̄ over the values so far (this one included): up = α·up + x − x̄ − δ, down = α·down + x − x̄ + δ; drift when up − min(up) > λ or max(down) − down > λ,
 * from value `minInstances` on. The values of river's `PageHinkley` (mode "both"), to the row.
 *
 * Parameters: `minInstances` 30, `delta` δ 0.005 and `threshold` λ 50 in the stream's units, `alpha` α 0.9999 forgetting (1: none, as published).
 *
 * Example: 100 zeros and then ones, threshold 5: drift at row 105.
 *
 * [Page 1954, Continuous inspection schemes, Biometrika 41; Mouss et al. 2004, Test of Page–Hinkley, an approach for fault detection in an agro-alimentary production system]
 */
export default defineChangeDetector({
  name: "page-hinkley",
  input: "numbers",
  defaults: { minInstances: 30, delta: 0.005, threshold: 50, alpha: 0.9999 },
  start: (parameters) => new PageHinkleyRun(parameters),
});

interface PageHinkleyParameters {
  readonly minInstances: number;
  readonly delta: number;
  readonly threshold: number;
  readonly alpha: number;
}

class PageHinkleyRun implements DetectorRun {
  readonly #parameters: PageHinkleyParameters;
  #count = 0;
  #mean = 0;
  #up = 0;
  #down = 0;
  #lowest = Infinity;
  #highest = -1;
  #drifted = false;

  constructor(parameters: PageHinkleyParameters) {
    this.#parameters = parameters;
  }

  update(value: number): DetectorStep {
    if (this.#drifted) this.#reset();
    const { alpha, delta, minInstances, threshold } = this.#parameters;
    this.#count += 1;
    this.#mean += (value - this.#mean) / this.#count;
    const deviation = value - this.#mean;
    this.#up = alpha * this.#up + deviation - delta;
    this.#down = alpha * this.#down + deviation + delta;
    this.#lowest = Math.min(this.#lowest, this.#up);
    this.#highest = Math.max(this.#highest, this.#down);
    const statistic = Math.max(this.#up - this.#lowest, this.#highest - this.#down);
    this.#drifted = this.#count >= minInstances && statistic > threshold;
    return { state: this.#drifted ? "drift" : "stable", statistic };
  }

  #reset(): void {
    this.#count = this.#mean = this.#up = this.#down = 0;
    this.#lowest = Infinity;
    this.#highest = -1;
    this.#drifted = false;
  }
}
