import { defineChangeDetector, type DetectorMemory, type DetectorRun, type DetectorStep } from "../change-detector.ts";

/**
 * Drift detection by Hoeffding's bound, averages: the mean of all values against that of the beginning that was surest to be low.
 *
 * Of the beginnings of the stream the one is kept whose mean x̄ plus √(ln(1/δ)/2n) was lowest; with z̄ the mean of all, drift when z̄ − x̄ ≥ √(m/2 · ln(1/δ)), m = (n_z − n_x)/(n_x n_z), for δ the `drift` confidence,
 * warning the same for `warning`. The statistic is ln(1/δ) for the δ at which it would just be a change; of values from 0 to 1.
 * River (and MOA) has ln(2/δ) in that test; frouros waits for 30 values.
 *
 * Parameters: `drift` 0.001, `warning` 0.005, `minInstances` 1, `twoSided` false (true: falls of the mean too).
 *
 * Example: 100 zeros and then ones: warning at row 102, drift at row 103.
 *
 * [Frías-Blanco et al. 2015, Online and non-parametric drift detection methods based on Hoeffding's bounds, IEEE TKDE 27, the A-test]
 */
export default defineChangeDetector({
  name: "hddm-a",
  input: "errors",
  parameters: {
    drift: { default: 0.001, least: 0, most: 1, aliases: ["drift_confidence", "alpha_d"], never: 0 },
    warning: { default: 0.005, least: 0, most: 1, aliases: ["warning_confidence", "alpha_w"] },
    minInstances: { default: { published: 1, frouros: 30 }, least: 1, most: 1e9, whole: true, aliases: ["min_num_instances"] },
    twoSided: { default: 0, least: 0, most: 1, words: { false: 0, true: 1 }, aliases: ["two_sided_test"] },
  },
  runs: {
    published: (parameters, memory) => new HddmARun(parameters, 0, memory),
    river: (parameters, memory) => new HddmARun(parameters, Math.LN2, memory),
    frouros: (parameters, memory) => new HddmARun(parameters, 0, memory),
  },
});

interface HddmAParameters {
  readonly drift: number;
  readonly warning: number;
  readonly minInstances: number;
  readonly twoSided: number;
}

/** The confidence by which the beginning is chosen where none is ever called a change (`drift` 0): with that of a test the beginning would always be all there is at low rates. */
const USUAL = 0.5;

class HddmARun implements DetectorRun {
  readonly #parameters: HddmAParameters;
  readonly #driftLog: number;
  readonly #warningLog: number;
  readonly #boundLog: number;
  /** What the test's logarithm has over ln(1/δ). */
  readonly #more: number;
  #count = 0;
  #mean = 0;
  #lowCount = 0;
  #low = 0;
  #highCount = 0;
  #high = 0;
  #drifted = false;

  constructor(parameters: HddmAParameters, more: number, memory: DetectorMemory | null) {
    this.#parameters = parameters;
    this.#more = more;
    this.#boundLog = Math.log(1 / (parameters.drift || USUAL));
    this.#driftLog = Math.log(Math.exp(more) / parameters.drift);
    this.#warningLog = Math.log(Math.exp(more) / parameters.warning);
    if (memory !== null)
      [this.#count, this.#mean, this.#lowCount, this.#low, this.#highCount, this.#high] = memory["sums"] as [number, number, number, number, number, number];
    this.#drifted = memory?.["drifted"] === 1;
  }

  update(value: number): DetectorStep {
    if (this.#drifted) this.#reset();
    this.#count += 1;
    this.#mean += (value - this.#mean) / this.#count;
    const bound = this.#bound(this.#count);
    if (this.#lowCount === 0 || this.#low + this.#bound(this.#lowCount) >= this.#mean + bound) [this.#low, this.#lowCount] = [this.#mean, this.#count];
    if (this.#parameters.twoSided === 1 && (this.#highCount === 0 || this.#high - this.#bound(this.#highCount) <= this.#mean - bound))
      [this.#high, this.#highCount] = [this.#mean, this.#count];
    return this.#step();
  }

  save(): DetectorMemory {
    return { sums: [this.#count, this.#mean, this.#lowCount, this.#low, this.#highCount, this.#high], drifted: Number(this.#drifted) };
  }

  #step(): DetectorStep {
    const rise = this.#mean - this.#low;
    const fall = this.#high - this.#mean;
    const twoSided = this.#parameters.twoSided === 1;
    const statistic = Math.max(this.#logOf(rise, this.#lowCount), twoSided ? this.#logOf(fall, this.#highCount) : 0);
    if (this.#count < this.#parameters.minInstances) return { state: "stable", statistic: 0 };
    this.#drifted = this.#passes(rise, this.#lowCount, this.#driftLog) || (twoSided && this.#passes(fall, this.#highCount, this.#driftLog));
    if (this.#drifted) return { state: "drift", statistic };
    const warned = this.#passes(rise, this.#lowCount, this.#warningLog) || (twoSided && this.#passes(fall, this.#highCount, this.#warningLog));
    return { state: warned ? "warning" : "stable", statistic };
  }

  #bound(count: number): number {
    return Math.sqrt((1 / (2 * count)) * this.#boundLog);
  }

  #passes(by: number, count: number, log: number): boolean {
    return count !== this.#count && by >= Math.sqrt((this.#share(count) / 2) * log);
  }

  /** ln(1/δ) at which the difference would just pass. */
  #logOf(by: number, count: number): number {
    return by <= 0 || count === this.#count ? 0 : Math.max(0, (2 * by * by) / this.#share(count) - this.#more);
  }

  #share(count: number): number {
    return ((this.#count - count) / count) * (1 / this.#count);
  }

  #reset(): void {
    this.#count = this.#mean = this.#lowCount = this.#low = this.#highCount = this.#high = 0;
    this.#drifted = false;
  }
}
