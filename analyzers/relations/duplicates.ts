import { percent } from "../findings/in-words.ts";
import type { RelationCandidate } from "./relation-check.ts";

/** How many distinct rows stand `reference` times in the reference and `current` times in the current data, at least twice together. */
export interface Multiplicity {
  readonly reference: number;
  readonly current: number;
  readonly distinct: number;
}

/** Rows of equally many rows of each side (the larger side thinned to the size of the smaller), or of a share of all distinct rows, the same on both sides. */
export interface DuplicateCounts {
  readonly rows: number;
  readonly multiplicities: readonly Multiplicity[];
}

/**
 * Whether more (or fewer) rows stand there more than once. The statistic is the difference of the shares of repeated rows (all but the first of each). Were both sides samples of one distribution, each
 * distinct row's excess would as soon be on one side as on the other: a sign test weighted by the excess, whose sum over its root of squares exceeds x with a chance of at most 2 exp(−x²/2), in samples of
 * any size. [Hoeffding 1963, JASA 58; Efron 1969, Student's t-test under symmetry conditions, JASA 64]
 */
export function duplicateCandidate({ rows, multiplicities }: DuplicateCounts): RelationCandidate {
  const repeats = (count: number): number => Math.max(0, count - 1);
  const total = (of: (cell: Multiplicity) => number): number => multiplicities.reduce((sum, cell) => sum + of(cell) * cell.distinct, 0);
  const [before, now] = [total(({ reference }) => repeats(reference)), total(({ current }) => repeats(current))];
  const spread = Math.sqrt(total(({ reference, current }) => (repeats(current) - repeats(reference)) ** 2));
  const [shareBefore, shareNow] = [before / Math.max(1, rows), now / Math.max(1, rows)];
  const statistic = Math.abs(shareNow - shareBefore);
  return {
    check: "duplicates",
    columns: [],
    statistic,
    pValue: spread === 0 ? 1 : Math.min(1, 2 * Math.exp(-(((now - before) / spread) ** 2) / 2)),
    thresholdAt: (level) => (rows === 0 ? null : (Math.sqrt(2 * Math.log(2 / level)) * spread) / rows),
    reference: shareBefore,
    current: shareNow,
    size: statistic,
    describe: () => `${percent(shareNow)} of the rows repeat another one, ${percent(shareBefore)} of as many rows of the reference`,
    source: "difference of the shares of repeated rows, by a hash of the row; weighted sign test over distinct rows, two-sample, Hoeffding's bound",
  };
}
