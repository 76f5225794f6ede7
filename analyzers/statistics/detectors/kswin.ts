import { defineChangeDetector, type DetectorMemory, type DetectorRun, type DetectorStep } from "../change-detector.ts";
import { seededRandom } from "../random.ts";
import { twoSampleKsPValue } from "../two-sample/two-sample-ks.ts";

/**
 * Kolmogorov–Smirnov windowing: the last values of a sliding window against as many drawn from the rest of it.
 *
 * With the last r = `statSize` of `windowSize` values and r drawn from the others without replacement, D their Kolmogorov–Smirnov distance: drift when D > √(−ln α / r); of the window its last r stay. The statistic is D.
 * River and frouros hold the exact p-value of D against α (river D against 0.1 too) and forget the whole window; which values they draw depends on their random numbers, which are not ours.
 *
 * Parameters: `alpha` α 0.005 (frouros 0.0001), `windowSize` 100, `statSize` 30, `seed` 1 of what is drawn.
 *
 * Example: 0, 1, …, 9 in turn for 500 values, then 10 more each: drift at row 512.
 *
 * [Raab, Heusinger & Schleif 2020, Reactive soft prototype computing for concept drift streams, Neurocomputing 416]
 */
export default defineChangeDetector({
  name: "kswin",
  input: "numbers",
  parameters: {
    alpha: { default: { published: 0.005, frouros: 0.0001 }, least: 0, most: 1, never: 0 },
    windowSize: { default: 100, least: 2, most: 100_000, whole: true, aliases: ["window_size", "min_num_instances"] },
    statSize: { default: 30, least: 1, most: 50_000, whole: true, aliases: ["stat_size", "num_test_instances"] },
    seed: { default: 1, least: 0, most: 2 ** 32 - 1, whole: true },
  },
  runs: {
    published: (parameters, memory) =>
      new KswinRun(parameters, { drifted: (d) => d > Math.sqrt(-Math.log(parameters.alpha) / parameters.statSize), keeps: true }, memory),
    river: (parameters, memory) => new KswinRun(parameters, { drifted: (d) => d > 0.1 && isRare(d, parameters), keeps: false }, memory),
    frouros: (parameters, memory) => new KswinRun(parameters, { drifted: (d) => isRare(d, parameters), keeps: false }, memory),
  },
});

interface KswinParameters {
  readonly alpha: number;
  readonly windowSize: number;
  readonly statSize: number;
  readonly seed: number;
}

/** Which distance is a change, and whether the last values stay after one. */
interface KswinRules {
  readonly drifted: (distance: number) => boolean;
  readonly keeps: boolean;
}

function isRare(distance: number, { alpha, statSize }: KswinParameters): boolean {
  return twoSampleKsPValue(distance, statSize, statSize) <= alpha;
}

class KswinRun implements DetectorRun {
  readonly #parameters: KswinParameters;
  readonly #rules: KswinRules;
  #window: number[] = [];
  #count = 0;
  #drifted = false;

  constructor(parameters: KswinParameters, rules: KswinRules, memory: DetectorMemory | null) {
    if (2 * parameters.statSize > parameters.windowSize)
      throw new RangeError(`kswin requires a windowSize of at least twice statSize, ${2 * parameters.statSize}`);
    this.#parameters = parameters;
    this.#rules = rules;
    if (memory === null) return;
    this.#window = [...(memory["window"] as readonly number[])];
    this.#count = memory["count"] as number;
    this.#drifted = memory["drifted"] === 1;
  }

  update(value: number): DetectorStep {
    const { windowSize, statSize } = this.#parameters;
    if (this.#drifted) this.#window = this.#rules.keeps ? this.#window.slice(-statSize) : [];
    this.#drifted = false;
    this.#count += 1;
    this.#window.push(value);
    if (this.#window.length > windowSize) this.#window.shift();
    if (this.#window.length < windowSize) return { state: "stable", statistic: 0 };
    const statistic = distanceOf(this.#drawn(), this.#window.slice(-statSize));
    this.#drifted = this.#rules.drifted(statistic);
    return { state: this.#drifted ? "drift" : "stable", statistic };
  }

  save(): DetectorMemory {
    return { window: [...this.#window], count: this.#count, drifted: Number(this.#drifted) };
  }

  /** Values of the window's older part, none twice: by seed and count alone, so that a restored run draws the same. [Fisher and Yates] */
  #drawn(): number[] {
    const { windowSize, statSize, seed } = this.#parameters;
    const random = seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(this.#count, 0x85ebca6b));
    const older = this.#window.slice(0, windowSize - statSize);
    for (let place = 0; place < statSize; place += 1) {
      const other = place + Math.floor(random() * (older.length - place));
      [older[place], older[other]] = [older[other] ?? 0, older[place] ?? 0];
    }
    return older.slice(0, statSize);
  }
}

/** Kolmogorov–Smirnov distance of two lists of one length. */
function distanceOf(one: number[], other: number[]): number {
  const [a, b] = [Float64Array.from(one).sort(), Float64Array.from(other).sort()];
  let [inA, inB, largest] = [0, 0, 0];
  while (inA < a.length && inB < b.length) {
    const value = Math.min(a[inA] ?? 0, b[inB] ?? 0);
    while (inA < a.length && a[inA] === value) inA += 1;
    while (inB < b.length && b[inB] === value) inB += 1;
    largest = Math.max(largest, Math.abs(inA - inB));
  }
  return largest / a.length;
}
