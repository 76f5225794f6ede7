import { judgeRelations } from "../relations/judge-relations.ts";
import { relationSource } from "../relations/relation-source.ts";
import type { RelationVerdict } from "../relations/relation-check.ts";
import type { DataSet } from "../data/data-set.ts";

export interface RelationsAsked {
  /** Columns that are predictions. */
  readonly predictions: readonly string[];
  /** Column with the time of each row. */
  readonly eventTime?: string;
  readonly falseAlarmRate: number;
}

/** What changed between columns. Both sides must lie in one store: files beside files, captured rows beside captured rows. */
export async function compareRelations(reference: DataSet, current: DataSet, asked: RelationsAsked): Promise<RelationVerdict> {
  const [before, now] = await Promise.all([relationSource(reference), relationSource(current)]);
  if (before.store !== now.store)
    return {
      checks: [],
      hypotheses: 0,
      notes: ["Relations between columns were not judged: one side is a file, the other captured rows; they are judged of two of a kind."],
    };
  const judged = await judgeRelations(before.store, before, now, asked);
  return { ...judged, checks: judged.checks.map((check) => ({ ...check, pValue: Math.max(Number.MIN_VALUE, check.pValue) })) };
}
