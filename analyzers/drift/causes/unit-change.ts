import type { ColumnJudgement } from "../judge-column.ts";
import { distributionChecks } from "../checks/distribution.ts";
import { type NumericSample, weightedSample } from "../../statistics/sample.ts";
import { weightedMean } from "../../statistics/two-sample/moments.ts";
import { type Conversion, conversionsTo } from "./units.ts";

/** A converted window must be an everyday one: both its distances this probable, at least, under the null. */
const EVERYDAY = 0.05;

/**
 * Which unit the values of a drifted window seem to be in: the conversion that brings the window best back inside its null, if one does. With a null from the baseline's pieces
 * that is a p-value of 0.05; without one the distance must fall to a fifth.
 */
export function unitChange(judgement: ColumnJudgement): Conversion | null {
  const { current, known } = judgement;
  if (current.type !== "numeric" || current.total === 0) return null;
  const before = distributionChecks(known, current).find((check) => check.check === "wasserstein")?.statistic ?? 0;
  const candidates = conversionsTo(known.column.unit).flatMap((conversion) => {
    const converted = convertSample(current, conversion);
    if (!weightedMean(converted)) return [];
    const checks = distributionChecks(known, converted);
    const distance = checks.find((check) => check.check === "wasserstein")?.statistic ?? Infinity;
    const fitted = known.pieces.length > 0;
    const probable = Math.min(...checks.map((check) => check.pValue));
    return distance < before && (fitted ? probable >= EVERYDAY : distance <= before / 5) ? [{ conversion, distance }] : [];
  });
  return candidates.sort((a, b) => a.distance - b.distance)[0]?.conversion ?? null;
}

function convertSample(sample: NumericSample, conversion: Conversion): NumericSample {
  return weightedSample(sample.values.map((value, index) => [conversion.convert(value), sample.weights[index] ?? 0]));
}
