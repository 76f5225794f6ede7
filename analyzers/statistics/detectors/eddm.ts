import { defineChangeDetector, type DetectorMemory, type DetectorRun, type DetectorStep } from "../change-detector.ts";

/**
 * Early drift detection method: errors that come closer together than they once did are a change, which tells a slow one before the rate does.
 *
 * At each error, with mean m and standard deviation s of the distances between errors (the first from the stream's start): the largest m + 2s is kept; from `minErrors` errors on, warning when (m + 2s) over the largest is
 * under `warning`, drift when it is under `drift`. The statistic is 1 less that ratio, and stays between errors.
 * River counts s with n − 1, starts after `minErrors` values and errors (not at them), and keeps a warning until the next error; frouros forgets it at the next value.
 *
 * Parameters: `minErrors` 30, `warning` 0.95, `drift` 0.9, `level` 2.
 *
 * Example: an error every tenth value for 1,000 values, then every value: warning at row 1003, drift at row 1008.
 *
 * [Baena-García et al. 2006, Early drift detection method, IWKDDS]
 */
export default defineChangeDetector({
  name: "eddm",
  input: "errors",
  parameters: {
    minErrors: {
      default: 30,
      least: 1,
      most: 1e9,
      whole: true,
      aliases: ["warm_start", "min_num_misclassified_instances"],
      whereAsked: (every) => Math.min(30, Math.max(3, Math.round(every / 300))),
    },
    warning: { default: 0.95, least: 0, most: 1, aliases: ["alpha"] },
    drift: { default: 0.9, least: 0, most: 1, aliases: ["beta"], never: 0 },
    level: { default: 2, least: 0, most: 1e300 },
  },
  runs: {
    published: (parameters, memory) => new EddmRun(parameters, { after: parameters.minErrors, freedom: 0, keepsWarning: false }, memory),
    river: (parameters, memory) => new EddmRun(parameters, { after: parameters.minErrors + 1, freedom: 1, keepsWarning: true }, memory),
    frouros: (parameters, memory) => new EddmRun(parameters, { after: parameters.minErrors, freedom: 0, keepsWarning: false }, memory),
  },
});

interface EddmParameters {
  readonly warning: number;
  readonly drift: number;
  readonly level: number;
}

/** From how many values and errors on it judges, what n is less in the variance, and whether values between errors keep a warning. */
interface EddmRules {
  readonly after: number;
  readonly freedom: 0 | 1;
  readonly keepsWarning: boolean;
}

class EddmRun implements DetectorRun {
  readonly #parameters: EddmParameters;
  readonly #rules: EddmRules;
  #count = 0;
  #errors = 0;
  #last = 0;
  #mean = 0;
  #squares = 0;
  #largest = -1;
  #statistic = 0;
  #warned = false;
  #drifted = false;

  constructor(parameters: EddmParameters, rules: EddmRules, memory: DetectorMemory | null) {
    this.#parameters = parameters;
    this.#rules = rules;
    if (memory !== null)
      [this.#count, this.#errors, this.#last, this.#mean, this.#squares, this.#largest, this.#statistic] = memory["sums"] as [
        number,
        number,
        number,
        number,
        number,
        number,
        number,
      ];
    this.#warned = memory?.["warned"] === 1;
    this.#drifted = memory?.["drifted"] === 1;
  }

  update(value: number): DetectorStep {
    if (this.#drifted) this.#reset();
    this.#count += 1;
    if (value === 1) this.#error();
    else if (!this.#rules.keepsWarning) this.#warned = false;
    return { state: this.#drifted ? "drift" : this.#warned ? "warning" : "stable", statistic: this.#statistic };
  }

  save(): DetectorMemory {
    const sums = [this.#count, this.#errors, this.#last, this.#mean, this.#squares, this.#largest, this.#statistic];
    return { sums, warned: Number(this.#warned), drifted: Number(this.#drifted) };
  }

  #error(): void {
    const { warning, drift, level } = this.#parameters;
    const { after, freedom, keepsWarning } = this.#rules;
    this.#errors += 1;
    const distance = this.#count - this.#last;
    this.#last = this.#count;
    const before = this.#mean;
    this.#mean += (distance - before) / this.#errors;
    this.#squares += (distance - before) * (distance - this.#mean);
    if (this.#count < after) return;
    const now = this.#mean + level * Math.sqrt(this.#errors > freedom ? this.#squares / (this.#errors - freedom) : 0);
    if (now > this.#largest) {
      this.#largest = now;
      this.#statistic = 0;
      if (!keepsWarning) this.#warned = false;
      return;
    }
    if (this.#errors < after) return;
    const ratio = now / this.#largest;
    this.#statistic = 1 - ratio;
    this.#drifted = ratio < drift;
    this.#warned = !this.#drifted && ratio < warning;
  }

  #reset(): void {
    this.#count = this.#errors = this.#last = this.#mean = this.#squares = this.#statistic = 0;
    this.#largest = -1;
    this.#warned = this.#drifted = false;
  }
}
