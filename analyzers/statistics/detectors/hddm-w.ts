import { defineChangeDetector, type DetectorMemory, type DetectorRun, type DetectorStep } from "../change-detector.ts";

/**
 * Drift detection by McDiarmid's bound, weighted averages: the moving average of the values since the moment at which that of all was surest to be low, against what it was then.
 *
 * A moving average gives the last value the weight λ (the first value begins it); its bound is √(b ln(1/δ)/2) with b = λ² + (1 − λ)² b, from 1. Where average plus bound of all values is the lowest yet, they are kept and a second average begins;
 * drift when the second is over what was kept by more than √((b₁ + b₂) ln(1/δ)/2), for δ the `drift` confidence, warning the same for `warning`. The statistic is ln(1/δ) for the δ at which it would just be a change.
 * Frouros begins its averages at 0, finds the moment with δ = λ and waits for 30 values.
 *
 * Parameters: `drift` 0.001, `warning` 0.005, `lambda` λ 0.05, `minInstances` 1, `twoSided` false (true: falls of the mean too).
 *
 * Example: 100 zeros and then ones: warning at row 110, drift at row 113.
 *
 * [Frías-Blanco et al. 2015, Online and non-parametric drift detection methods based on Hoeffding's bounds, IEEE TKDE 27, the W-test]
 */
export default defineChangeDetector({
  name: "hddm-w",
  input: "errors",
  parameters: {
    drift: { default: 0.001, least: 0, most: 1, aliases: ["drift_confidence", "alpha_d"], never: 0 },
    warning: { default: 0.005, least: 0, most: 1, aliases: ["warning_confidence", "alpha_w"] },
    lambda: { default: 0.05, least: 0, most: 1, aliases: ["lambda_val", "lambda_"] },
    minInstances: { default: { published: 1, frouros: 30 }, least: 1, most: 1e9, whole: true, aliases: ["min_num_instances"] },
    twoSided: { default: 0, least: 0, most: 1, words: { false: 0, true: 1 }, aliases: ["two_sided_test"] },
  },
  runs: {
    published: (parameters, memory) => new HddmWRun(parameters, { begins: true, cut: parameters.drift }, memory),
    river: (parameters, memory) => new HddmWRun(parameters, { begins: true, cut: parameters.drift }, memory),
    frouros: (parameters, memory) => new HddmWRun(parameters, { begins: false, cut: parameters.lambda }, memory),
  },
});

interface HddmWParameters {
  readonly drift: number;
  readonly warning: number;
  readonly lambda: number;
  readonly minInstances: number;
  readonly twoSided: number;
}

/** Whether the first value begins an average, and the confidence by which the moment is found. */
interface HddmWRules {
  readonly begins: boolean;
  readonly cut: number;
}

/** A moving average with its bound's b. */
class Average {
  mean = 0;
  bound = 1;
  begun = 0;

  update(value: number, lambda: number, begins: boolean): void {
    this.mean = begins && this.begun === 0 ? value : lambda * value + (1 - lambda) * this.mean;
    this.begun = 1;
    this.bound = lambda * lambda + (1 - lambda) * (1 - lambda) * this.bound;
  }

  become({ mean, bound, begun }: Average): void {
    this.mean = mean;
    this.bound = bound;
    this.begun = begun;
  }
}

const AVERAGES = ["all", "lowest", "sinceLowest", "highest", "sinceHighest"] as const;
const NEW = new Average();

/** The confidence by which the moment is chosen where none is ever called a change (`drift` 0). */
const USUAL = 0.001;

class HddmWRun implements DetectorRun {
  readonly #parameters: HddmWParameters;
  readonly #rules: HddmWRules;
  readonly #averages = { all: new Average(), lowest: new Average(), sinceLowest: new Average(), highest: new Average(), sinceHighest: new Average() };
  readonly #cutLog: number;
  readonly #driftLog: number;
  readonly #warningLog: number;
  #count = 0;
  #low = Number.MAX_VALUE;
  #high = -Number.MAX_VALUE;
  #drifted = false;

  constructor(parameters: HddmWParameters, rules: HddmWRules, memory: DetectorMemory | null) {
    this.#parameters = parameters;
    this.#rules = rules;
    this.#cutLog = Math.log(1 / (rules.cut || USUAL));
    this.#driftLog = Math.log(1 / parameters.drift);
    this.#warningLog = Math.log(1 / parameters.warning);
    if (memory === null) return;
    [this.#count, this.#low, this.#high] = memory["sums"] as [number, number, number];
    this.#drifted = memory["drifted"] === 1;
    for (const name of AVERAGES) {
      const [mean, bound, begun] = memory[name] as [number, number, number];
      Object.assign(this.#averages[name], { mean, bound, begun });
    }
  }

  update(value: number): DetectorStep {
    if (this.#drifted) this.#reset();
    this.#count += 1;
    const { lambda } = this.#parameters;
    const { all, lowest, sinceLowest, highest, sinceHighest } = this.#averages;
    all.update(value, lambda, this.#rules.begins);
    const bound = Math.sqrt((all.bound * this.#cutLog) / 2);
    if (all.mean + bound < this.#low) {
      this.#low = all.mean + bound;
      lowest.become(all);
      sinceLowest.become(NEW);
    } else sinceLowest.update(value, lambda, this.#rules.begins);
    if (this.#parameters.twoSided === 1) {
      if (all.mean - bound > this.#high) {
        this.#high = all.mean - bound;
        highest.become(all);
        sinceHighest.become(NEW);
      } else sinceHighest.update(value, lambda, this.#rules.begins);
    }
    return this.#step();
  }

  save(): DetectorMemory {
    const averages = AVERAGES.map((name) => [name, [this.#averages[name].mean, this.#averages[name].bound, this.#averages[name].begun]] as const);
    return { ...Object.fromEntries(averages), sums: [this.#count, this.#low, this.#high], drifted: Number(this.#drifted) };
  }

  #step(): DetectorStep {
    if (this.#count < this.#parameters.minInstances) return { state: "stable", statistic: 0 };
    const { lowest, sinceLowest, highest, sinceHighest } = this.#averages;
    const twoSided = this.#parameters.twoSided === 1;
    const statistic = Math.max(logOf(lowest, sinceLowest), twoSided ? logOf(sinceHighest, highest) : 0);
    this.#drifted = passes(lowest, sinceLowest, this.#driftLog) || (twoSided && passes(sinceHighest, highest, this.#driftLog));
    if (this.#drifted) return { state: "drift", statistic };
    const warned = passes(lowest, sinceLowest, this.#warningLog) || (twoSided && passes(sinceHighest, highest, this.#warningLog));
    return { state: warned ? "warning" : "stable", statistic };
  }

  #reset(): void {
    for (const name of AVERAGES) this.#averages[name].become(NEW);
    this.#count = 0;
    this.#low = Number.MAX_VALUE;
    this.#high = -Number.MAX_VALUE;
    this.#drifted = false;
  }
}

/** Whether one average is over another by more than their bounds together allow. */
function passes(under: Average, over: Average, log: number): boolean {
  return under.begun === 1 && over.begun === 1 && over.mean - under.mean > Math.sqrt(((under.bound + over.bound) * log) / 2);
}

/** ln(1/δ) at which the difference would just pass. */
function logOf(under: Average, over: Average): number {
  const by = over.mean - under.mean;
  return under.begun === 0 || over.begun === 0 || by <= 0 ? 0 : (2 * by * by) / (under.bound + over.bound);
}
