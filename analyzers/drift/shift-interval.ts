import { sampleStandardDeviation } from "simple-statistics";
import type { Finding } from "../findings/finding.ts";
import type { ColumnJudgement } from "./judge-column.ts";
import { weightedDeviation } from "../statistics/two-sample/moments.ts";

const Z95 = 1.959964;

/**
 * The effect in the column's own unit with a 95 % interval: numbers by the difference of means, where the baseline's error is that of a mean of whole pieces (rows of one day are no
 * independent draws) and the window's that of its rows; categories by total variation, the share of rows that changed level.
 */
export function shiftInterval(judgement: ColumnJudgement): Finding["effect"] {
  const { current, known } = judgement;
  if (current.total === 0) return null;
  if (current.type === "categorical") {
    const value = judgement.checks.find((check) => check.check === "total-variation")?.statistic;
    if (value === undefined) return null;
    const half = Z95 * Math.sqrt((value * (1 - value)) / current.total + 1 / (4 * current.total * current.total));
    return { value, low: Math.max(0, value - half), high: Math.min(1, value + half), unit: "share" };
  }
  if (!Number.isFinite(judgement.shift) || known.reference.type !== "numeric") return null;
  const half = Z95 * Math.hypot(weightedDeviation(current) / Math.sqrt(current.total), referenceError(judgement));
  return { value: judgement.shift, low: judgement.shift - half, high: judgement.shift + half, unit: known.column.unit ?? "" };
}

function referenceError({ known }: ColumnJudgement): number {
  const means = known.pieces.map((piece) => piece.mean()).filter(Number.isFinite);
  if (means.length >= 2) return sampleStandardDeviation(means) / Math.sqrt(means.length);
  return known.reference.type === "numeric" ? weightedDeviation(known.reference) / Math.sqrt(Math.max(1, known.reference.total)) : 0;
}
