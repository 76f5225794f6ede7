import { assumedMaturity } from "./assumed-maturity.ts";
import { type LabelCohort, learnMaturity, maturityOf } from "./maturity-curve.ts";

/** How the labels of one segment of a window are coming, learned from the same segment of the days before. */
export interface SegmentMaturity {
  readonly segment: string;
  readonly rows: number;
  /** Rows of which something was said. */
  readonly labelled: number;
  /** Share of the labels that will ever come that should be in by now; null where too little came before to know. */
  readonly share: number | null;
  /** Share of the rows that never get one; null likewise. */
  readonly neverLabelled: number | null;
}

/** By segment, the largest first; none where no segment is declared. @param after of what is assumed, milliseconds; null: nothing is */
export function segmentMaturity(own: readonly LabelCohort[], before: readonly LabelCohort[], until: number, after: number | null): readonly SegmentMaturity[] {
  const partsOf = (cohorts: readonly LabelCohort[]) =>
    Map.groupBy(
      cohorts.flatMap(({ segments = [] }) => segments),
      ({ name }) => name,
    );
  const earlier = partsOf(before);
  const found = [...partsOf(own)].map(([segment, parts]): SegmentMaturity => {
    const curve = learnMaturity(earlier.get(segment) ?? [], until);
    const share = after === null ? curve && maturityOf(curve, parts, until) : assumedMaturity(curve, parts, until, after);
    const rows = parts.reduce((sum, one) => sum + one.rows, 0);
    const labelled = parts.reduce((sum, one) => sum + one.labelled.reduce((all, count) => all + count, 0), 0);
    return { segment, rows, labelled, share, neverLabelled: curve && 1 - curve.ever };
  });
  return found.sort((a, b) => b.rows - a.rows || (a.segment < b.segment ? -1 : 1));
}
