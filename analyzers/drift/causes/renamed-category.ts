import { sampleStandardDeviation } from "simple-statistics";
import { levelChanges } from "../checks/levels.ts";
import type { ColumnJudgement } from "../judge-column.ts";
import type { ColumnNull } from "../null/column-null.ts";
import { sum } from "../../statistics/sample.ts";

/** Standard errors by which the two shares may differ. */
const TOLERANCE = 3;
/** How improbable the disappearance must be by chance. */
const IMPROBABLE = 1e-3;

/**
 * The level that took another's name: a new one with the share that a vanished one has in the baseline, as far as the level's own swings from block to block and the sampling of
 * the window allow, where the disappearance is no chance.
 */
export function renamedCategory(judgement: ColumnJudgement): { readonly from: string; readonly to: string } | null {
  const { current, known } = judgement;
  if (current.type !== "categorical" || current.total === 0) return null;
  const { appeared, vanished } = levelChanges(known, current);
  for (const gone of vanished.filter((level) => level.pValue <= IMPROBABLE))
    for (const came of appeared) {
      const error = Math.hypot(Math.sqrt((gone.share * (1 - gone.share)) / current.total), swing(known, gone.level));
      if (Math.abs(came.share - gone.share) <= TOLERANCE * error) return { from: gone.level, to: came.level };
    }
  return null;
}

function swing(known: ColumnNull, level: string): number {
  const shares = known.column.blocks.flatMap((block) => {
    const total = sum([...block.counts.values()]);
    return block.type === "categorical" && total > 0 ? [(block.counts.get(level) ?? 0) / total] : [];
  });
  return shares.length < 2 ? 0 : sampleStandardDeviation(shares);
}
