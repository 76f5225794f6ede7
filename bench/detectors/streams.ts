import { defaultsOf, type ChangeDetector, type DetectorRun } from "../../analyzers/statistics/change-detector.ts";
import type { FalseAlarmLimits } from "../../analyzers/statistics/false-alarms/false-alarm-limits.ts";
import { limitedRun, parametersWhereAsked } from "../../analyzers/statistics/false-alarms/limited-run.ts";
import { normal, seededRandom } from "../../analyzers/statistics/random.ts";

/** Errors of a rate, by row; independent, or by a normal autoregression under a threshold (`correlated`, of neighbours). */
export function* errorsOf(rate: (row: number) => number, seed: number, correlated = 0): Generator<number> {
  const random = seededRandom(seed);
  let level = normal(random);
  for (let row = 0; ; row += 1) {
    if (correlated === 0) yield Number(random() < rate(row));
    else {
      yield Number(normalShare(level) < rate(row));
      level = correlated * level + Math.sqrt(1 - correlated ** 2) * normal(random);
    }
  }
}

/** A starter of runs that raise one false alarm in so many values; what they learn is shared. */
export function starterAt(detector: ChangeDetector, every: number): () => DetectorRun {
  const parameters = parametersWhereAsked(detector, every, defaultsOf(detector, "published"), new Set());
  const learned = new Map<number, FalseAlarmLimits>();
  return () => limitedRun(detector, { every, parameters, convention: "published" }, null, learned);
}

/** Drifts that a run calls in so many values. */
export function driftsIn(run: DetectorRun, values: Iterator<number>, rows: number): number {
  let drifts = 0;
  for (let row = 0; row < rows; row += 1) drifts += Number(run.update(values.next().value as number).state === "drift");
  return drifts;
}

/** The normal distribution function. [Abramowitz & Stegun 26.2.17, 7.5e-8] */
function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}
