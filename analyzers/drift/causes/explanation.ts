import type { Cause } from "../../findings/finding.ts";

/** One way to explain what is seen in a part of a window's rows, which fits. */
export interface Explanation {
  readonly cause: Cause;
  /** The same explanation in another window has the same key. */
  readonly key: string;
  /** A clause for people: "the values seem to be ft instead of m". */
  readonly text: string;
  /** What changed, as the sentence says it after the column's name; null: by how much the mean moved, or the mix. */
  readonly change: ((baseline: string) => string) | null;
  /** Natural logarithm of how likely it is, up to a term that all explanations of one part share. */
  readonly weight: number;
  /** Of a rename: the levels' names. */
  readonly pair?: LevelPair;
}

/** A level of the baseline and the new one that may be its name. */
export interface LevelPair {
  readonly from: string;
  readonly to: string;
}

/** What explains one part of a window's rows: all that fit, the likeliest first. Parts add to each other: rows that are missing, rows that hold one number, the rest. */
export type Part = readonly Explanation[];

/** An explanation stands alone when no other cause is a nineteenth as likely; else both are said. */
export const MARGIN = Math.log(19);

/** Explanations of one part, the likeliest first. */
export function ranked(explanations: readonly Explanation[]): Part {
  return explanations.toSorted((a, b) => b.weight - a.weight);
}

/** The likeliest explanation of every other cause that the leading one leaves possible. */
export function alternatives(part: Part, leading: Explanation): readonly Explanation[] {
  const others = Map.groupBy(
    part.filter(({ cause, weight }) => cause !== leading.cause && weight > leading.weight - MARGIN),
    ({ cause }) => cause,
  );
  return [...others.values()].flatMap(([likeliest]) => likeliest ?? []);
}
