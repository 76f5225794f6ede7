import type { PerformanceSums } from "./sums.ts";
import { addSums } from "./performance-sums.ts";

const FOLDS = 10;

/** What was learned from reference days, and how well it is known. */
export interface CrossFit<Learned> {
  readonly whole: Learned;
  /** What the days outside the fold of a reference day (by its place) taught. */
  readonly outsideOf: (day: number) => Learned;
  /** Variance of what follows from it, for its own error: a jackknife over the folds, which carries what days share. */
  readonly variance: (of: (learned: Learned) => number) => number;
}

/** Learns from reference days (in order) all together and, for the error, from all but each tenth of them, neighbouring days together. */
export function crossFit<Learned>(reference: readonly PerformanceSums[], learn: (sums: PerformanceSums) => Learned): CrossFit<Learned> {
  const folds = Math.min(FOLDS, reference.length);
  const foldOf = (day: number): number => Math.floor((day * folds) / reference.length);
  const parts = Array.from({ length: folds }, (_, fold) => addSums(reference.filter((__, day) => foldOf(day) === fold)));
  const whole = learn(addSums(parts));
  const without = parts.map((_, fold) => learn(addSums(parts.filter((__, other) => other !== fold))));
  return {
    whole,
    outsideOf: (day) => without[foldOf(day)] ?? whole,
    variance(of) {
      const values = without.map(of);
      const mean = values.reduce((total, value) => total + value, 0) / folds;
      return ((folds - 1) / folds) * values.reduce((total, value) => total + (value - mean) ** 2, 0);
    },
  };
}
