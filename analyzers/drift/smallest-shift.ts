import type { WindowLength } from "../windows/window.ts";
import { detectableMix, detectableShift } from "../statistics/detectable.ts";
import type { ColumnJudgement } from "./judge-column.ts";
import { weightedDeviation } from "../statistics/two-sample/moments.ts";

/** The smallest change that a window could have shown, at the level that applied, and what half of it would take. */
export interface SmallestShift {
  /** A shift of the mean in the column's unit; for categories the share of rows that changed level. */
  readonly value: number;
  readonly unit: string;
  /** How likely a change of that size is seen. */
  readonly chance: number;
  /** Against a null fitted to the baseline's pieces: the length of window that shows half of it. Four times as long holds four times the rows and as many more of the baseline's own ups and downs to average over. */
  readonly windowForHalf?: string;
  /** By a two-sample p-value: the rows that baseline and window each need to show half of it. */
  readonly rowsForHalf?: number;
}

const FITTED_CHANCE = 0.5;
const TWO_SAMPLE_CHANCE = 0.9;

/** Null where no change of this kind could have been seen: no rows, a constant baseline, a window that is not judged. */
export function smallestShift(judgement: ColumnJudgement, length: WindowLength): SmallestShift | null {
  const { checks, verdicts } = judgement;
  const index = checks.findIndex((check) => check.check === "wasserstein" || check.check === "total-variation");
  const level = verdicts[index]?.threshold ?? 0;
  if (index < 0 || level <= 0) return null;
  const threshold = checks[index]?.thresholdAt(level) ?? null;
  if (threshold === null) return bySample(judgement, level);
  return { ...inUnit(judgement, threshold), chance: FITTED_CHANCE, windowForHalf: length.replace("1", "4") };
}

function bySample(judgement: ColumnJudgement, level: number): SmallestShift | null {
  const { reference } = judgement.known;
  const rows = { reference: reference.total, current: judgement.current.total, level: Math.min(level, 0.1), power: TWO_SAMPLE_CHANCE };
  const found = reference.type === "numeric" ? detectableShift(rows) : detectableMix({ ...rows, levels: reference.counts.size });
  return found === null ? null : { ...inUnit(judgement, found.change), chance: TWO_SAMPLE_CHANCE, rowsForHalf: found.rowsForHalf };
}

/** A change in standard deviations of the baseline, or of shares. */
function inUnit({ known }: ColumnJudgement, change: number): { readonly value: number; readonly unit: string } {
  return known.reference.type === "numeric"
    ? { value: change * weightedDeviation(known.reference), unit: known.column.unit ?? "" }
    : { value: change, unit: "share" };
}
