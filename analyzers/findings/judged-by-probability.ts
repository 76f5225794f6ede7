import type { Finding } from "./finding.ts";

type Judged = Pick<Finding, "analyzer" | "verdict" | "statistic" | "pValue" | "threshold">;

/** Whether the threshold is one of a probability: drift holds its distance against a critical distance, the others a p-value against Holm's; a verdict that only fits the other reading is read so. */
export function judgedByProbability({ analyzer, verdict, statistic, pValue, threshold }: Judged): boolean {
  if (pValue === null || threshold === null || threshold >= 1) return false;
  if (analyzer !== "drift" || statistic === null) return true;
  return statistic > threshold !== (verdict === "drifted") && pValue <= threshold === (verdict === "drifted");
}
