import type { ReportCheck, ReportColumn } from "../../analyzers/report/drift-report.ts";
import { strengthOfDistance, strengthOfProbability, type Strength } from "../words/strength.ts";

/** The check that the column's verdict rests on: the first that failed, else that of the distribution, else any; null without checks. */
export function leadingCheck({ reasons, checks }: Pick<ReportColumn, "reasons" | "checks">): ReportCheck | null {
  return reasons[0] ?? checks.find(({ check }) => check === "distribution") ?? checks[0] ?? null;
}

/** How far the evidence goes: the statistic against its threshold; where there is none the p-value against its level. Null without a check. */
export function checkStrength(check: Pick<ReportCheck, "statistic" | "threshold" | "pValue" | "level"> | null): Strength | null {
  if (check === null) return null;
  return check.threshold !== null && check.threshold > 0
    ? strengthOfDistance(check.statistic, check.threshold)
    : strengthOfProbability(check.pValue, check.level);
}
