import { defineChangeDetector, type DetectorMemory, type DetectorRun, type DetectorStep } from "../change-detector.ts";
import { BucketWindow } from "../bucket-window.ts";

/**
 * Adaptive windowing: keeps as many of the last values as show no change of their mean, and drops the oldest while some cut of the window into an older and a newer part has means too far apart.
 *
 * With parts of n₀ and n₁ values, n in all, variance v of the window and d = ln(2 ln n / δ): a cut shows a change when |x̄₀ − x̄₁| > √(2 v d / m) + 2 d / 3m, 1/m = 1/n₀ + 1/n₁. The oldest bucket is dropped until no cut does; what is left stays, so that a
 * second change is held against the values after the first. The window is kept as an exponential histogram: at most `maxBuckets` + 1 buckets of each power of two, about 6 log₂(n/6) of them in memory (ADWIN2).
 * Every `clock`th value is checked, once there are more than `gracePeriod`, with parts of at least `minWindow` values.
 * The statistic is the d at which the best cut would just be a change; 0 for values that are not checked.
 *
 * River has n − 4 in place of each n of 1/m, and throws the whole window away at the value after a change; frouros n − 6, likewise, and the last bucket of each size is passed over.
 *
 * Parameters: `delta` δ 0.002, `clock` 32, `maxBuckets` 5, `minWindow` 5, `gracePeriod` 10.
 *
 * Example: 1,000 zeros and then ones: drift at row 1023.
 *
 * [Bifet & Gavaldà 2007, Learning from time-changing data with adaptive windowing, SDM]
 */
export default defineChangeDetector({
  name: "adwin",
  input: "numbers",
  parameters: {
    delta: { default: 0.002, least: 0, most: 1, never: 0 },
    clock: { default: 32, least: 1, most: 1e9, whole: true },
    maxBuckets: { default: 5, least: 1, most: 1000, whole: true, aliases: ["max_buckets", "m"] },
    minWindow: { default: 5, least: 1, most: 1e9, whole: true, aliases: ["min_window_length", "min_window_size"] },
    gracePeriod: { default: 10, least: 1, most: 1e9, whole: true, aliases: ["grace_period", "min_num_instances"] },
  },
  runs: {
    published: (parameters, memory) => new AdwinRun(parameters, { less: 0, least: parameters.minWindow, passesOver: false, forgets: false }, memory),
    river: (parameters, memory) =>
      new AdwinRun(parameters, { less: parameters.minWindow - 1, least: parameters.minWindow, passesOver: false, forgets: true }, memory),
    frouros: (parameters, memory) =>
      new AdwinRun(parameters, { less: parameters.minWindow + 1, least: parameters.minWindow + 1, passesOver: true, forgets: true }, memory),
  },
});

interface AdwinParameters {
  readonly delta: number;
  readonly clock: number;
  readonly maxBuckets: number;
  readonly gracePeriod: number;
}

/** By how much each n of 1/m is less, the smallest part, whether the newest bucket of each size is passed over, and whether a change forgets the whole window. */
interface AdwinRules {
  readonly less: number;
  readonly least: number;
  readonly passesOver: boolean;
  readonly forgets: boolean;
}

class AdwinRun implements DetectorRun {
  readonly #parameters: AdwinParameters;
  readonly #rules: AdwinRules;
  #window: BucketWindow;
  #count = 0;
  #drifted = false;

  constructor(parameters: AdwinParameters, rules: AdwinRules, memory: DetectorMemory | null) {
    this.#parameters = parameters;
    this.#rules = rules;
    this.#window = new BucketWindow(parameters.maxBuckets, memory);
    if (memory === null) return;
    this.#count = memory["count"] as number;
    this.#drifted = memory["drifted"] === 1;
  }

  update(value: number): DetectorStep {
    if (this.#drifted && this.#rules.forgets) {
      this.#window = new BucketWindow(this.#parameters.maxBuckets, null);
      this.#count = 0;
    }
    this.#drifted = false;
    this.#count += 1;
    this.#window.push(value);
    if (this.#count % this.#parameters.clock !== 0 || this.#window.count <= this.#parameters.gracePeriod) return QUIET;
    let statistic = 0;
    for (;;) {
      const found = this.#window.bestCut(this.#rules, this.#parameters.delta);
      statistic = Math.max(statistic, found.log);
      if (!found.changed) break;
      this.#drifted = true;
      this.#window.dropOldest();
    }
    return { state: this.#drifted ? "drift" : "stable", statistic };
  }

  save(): DetectorMemory {
    return { ...this.#window.save(), count: this.#count, drifted: Number(this.#drifted) };
  }
}

const QUIET: DetectorStep = { state: "stable", statistic: 0 };
