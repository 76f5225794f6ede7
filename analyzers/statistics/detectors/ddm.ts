import { defineChangeDetector, type DetectorMemory, type DetectorRun, type DetectorStep } from "../change-detector.ts";

/**
 * Drift detection method: the error rate should fall, or stay, as a learner learns; a rate that lies significantly over the lowest so far is a change.
 *
 * With the rate p over the values so far and s = √(p(1 − p)/n): from value `minInstances` on, p and s are kept where p + s is the lowest yet; warning when p + s > p_min + `warning`·s_min, drift when
 * p + s > p_min + `drift`·s_min. (The paper writes ≥, which a stream without errors reaches at once.) River starts one value later, and a tie replaces what is kept.
 *
 * The statistic is (p + s − p_min) / s_min. While no error has come s_min is 0, and the first one is called a change: the method's own weakness at low rates. `minErrors` (0) waits for so many errors before anything is kept.
 *
 * Parameters: `minInstances` 30, `warning` 2 and `drift` 3 standard deviations, `minErrors` 0.
 *
 * Example: 0 and 1 in turn 100 times, then ones: warning at row 214, drift at row 233.
 *
 * [Gama, Medas, Castillo & Rodrigues 2004, Learning with drift detection, SBIA]
 */
export default defineChangeDetector({
  name: "ddm",
  input: "errors",
  parameters: {
    minInstances: { default: 30, least: 1, most: 1e9, whole: true, aliases: ["warm_start", "min_num_instances"] },
    warning: { default: 2, least: 0, most: 1e300, aliases: ["warning_threshold", "warning_level"] },
    drift: { default: 3, least: 0, most: 1e300, aliases: ["drift_threshold", "drift_level"], never: Infinity },
    minErrors: { default: 0, least: 0, most: 1e9, whole: true, whereAsked: (every) => Math.min(10, Math.max(3, Math.round(every / 1000))) },
  },
  runs: {
    published: (parameters, memory) => new DdmRun(parameters, { first: parameters.minInstances, ties: false }, memory),
    river: (parameters, memory) => new DdmRun(parameters, { first: parameters.minInstances + 1, ties: true }, memory),
    frouros: (parameters, memory) => new DdmRun(parameters, { first: parameters.minInstances, ties: false }, memory),
  },
});

interface DdmParameters {
  readonly warning: number;
  readonly drift: number;
  readonly minErrors: number;
}

/** From which value on it judges, and whether a tie replaces the lowest. */
interface DdmRules {
  readonly first: number;
  readonly ties: boolean;
}

class DdmRun implements DetectorRun {
  readonly #parameters: DdmParameters;
  readonly #rules: DdmRules;
  #count = 0;
  #errors = 0;
  #rate = 0;
  #lowestRate = 0;
  #lowestDeviation = 0;
  #lowest = Number.MAX_VALUE;
  #drifted = false;

  constructor(parameters: DdmParameters, rules: DdmRules, memory: DetectorMemory | null) {
    this.#parameters = parameters;
    this.#rules = rules;
    if (memory !== null)
      [this.#count, this.#errors, this.#rate, this.#lowestRate, this.#lowestDeviation, this.#lowest] = memory["sums"] as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
    this.#drifted = memory?.["drifted"] === 1;
  }

  update(value: number): DetectorStep {
    if (this.#drifted) this.#reset();
    this.#count += 1;
    this.#errors += value;
    this.#rate += (value - this.#rate) / this.#count;
    if (this.#count < this.#rules.first || this.#errors < this.#parameters.minErrors) return { state: "stable", statistic: 0 };
    const deviation = Math.sqrt((this.#rate * (1 - this.#rate)) / this.#count);
    const now = this.#rate + deviation;
    if (now < this.#lowest || (this.#rules.ties && now === this.#lowest)) {
      this.#lowestRate = this.#rate;
      this.#lowestDeviation = deviation;
      this.#lowest = this.#lowestRate + this.#lowestDeviation;
    }
    return this.#step(now);
  }

  save(): DetectorMemory {
    return { sums: [this.#count, this.#errors, this.#rate, this.#lowestRate, this.#lowestDeviation, this.#lowest], drifted: Number(this.#drifted) };
  }

  #step(now: number): DetectorStep {
    const { warning, drift } = this.#parameters;
    this.#drifted = now > this.#lowestRate + drift * this.#lowestDeviation;
    const over = now - this.#lowestRate;
    const statistic = over <= 0 ? 0 : over / this.#lowestDeviation;
    if (this.#drifted) return { state: "drift", statistic };
    return { state: now > this.#lowestRate + warning * this.#lowestDeviation ? "warning" : "stable", statistic };
  }

  #reset(): void {
    this.#count = this.#errors = this.#rate = this.#lowestRate = this.#lowestDeviation = 0;
    this.#lowest = Number.MAX_VALUE;
    this.#drifted = false;
  }
}
