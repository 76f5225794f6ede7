import type { WindowLength } from "../windows/window.ts";
import type { ColumnJudgement } from "./judge-column.ts";
import { weightedDeviation } from "../statistics/two-sample/moments.ts";

/** The smallest change that a window could have shown, at the level that applied, and what half of it would take. */
export interface SmallestShift {
  /** A shift of the mean in the column's unit; for categories the share of rows that changed level. */
  readonly value: number;
  readonly unit: string;
  /** How likely a change of that size is seen. */
  readonly chance: number;
  /** The length of window that shows half of it: four times as long holds four times the rows and as many more of the windows' own ups and downs to average over. */
  readonly windowForHalf: string;
}

/** Null where no change of this kind could have been seen: no rows, a constant baseline, a window that is not judged. */
export function smallestShift(judgement: ColumnJudgement, length: WindowLength): SmallestShift | null {
  const { checks, verdicts } = judgement;
  const index = checks.findIndex((check) => check.check === "wasserstein" || check.check === "total-variation");
  const level = verdicts[index]?.threshold ?? 0;
  const threshold = index < 0 || level <= 0 ? null : (checks[index]?.thresholdAt(level) ?? null);
  return threshold === null ? null : { ...inUnit(judgement, threshold), chance: 0.5, windowForHalf: length.replace("1", "4") };
}

/** A change in standard deviations of the baseline, or of shares. */
function inUnit({ known }: ColumnJudgement, change: number): { readonly value: number; readonly unit: string } {
  return known.reference.type === "numeric"
    ? { value: change * weightedDeviation(known.reference), unit: known.column.unit ?? "" }
    : { value: change, unit: "share" };
}
