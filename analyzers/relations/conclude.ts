import { correlation } from "../findings/in-words.ts";
import type { ColumnPair } from "./correlations.ts";
import type { RelationCandidate, RelationCheck, RelationKind } from "./relation-check.ts";

/** A check with what the budget said of it. */
export interface Judged {
  readonly candidate: RelationCandidate;
  readonly level: number;
  readonly drifted: boolean;
}

/** Correlation from which on one column nearly determines the other; under which, in the current data, nothing is left of it; from which on, in the reference, there was one. */
const DETERMINED = 0.95;
const NOTHING_LEFT = 0.1;
const RELATED = 0.3;
const LEAST_RELATIONS = 2;
const SHOWN_OF_A_KIND = 5;

/**
 * What the judged checks amount to. A failed pair of an input and a prediction is feedback when one now determines the other and did not; a copy stands for its correlation; a column that lost all
 * of two or more relations is one finding, not one a pair. These conclusions only name what was found within the budget, so they spend nothing of it.
 */
export function conclude(judged: readonly Judged[], pairs: readonly ColumnPair[], predictions: readonly string[]): readonly RelationCheck[] {
  const failed = judged.filter(({ drifted }) => drifted);
  const copied = new Set(failed.filter(({ candidate }) => candidate.check === "copy").map(({ candidate }) => keyOf(candidate.columns)));
  const apart = failed
    .filter(({ candidate }) => candidate.check !== "correlation" || !copied.has(keyOf(candidate.columns)))
    .map((one) => withFeedback(one, predictions));
  const found = withUnrelated(apart, pairs).sort((a, b) => a.candidate.pValue - b.candidate.pValue);
  return [...found, ...nearest(judged.filter(({ drifted }) => !drifted))].map(checkOf);
}

function keyOf(columns: readonly string[]): string {
  return JSON.stringify(columns);
}

function withFeedback(judged: Judged, predictions: readonly string[]): Judged {
  const { candidate } = judged;
  const [a, b] = candidate.columns;
  if (a === undefined || b === undefined || predictions.includes(a) === predictions.includes(b)) return judged;
  const [before, now] = [Math.abs(candidate.reference ?? 0), Math.abs(candidate.current ?? 0)];
  if (now < DETERMINED || now <= before || (candidate.check === "correlation" && before >= DETERMINED)) return judged;
  const [input, prediction] = predictions.includes(a) ? [b, a] : [a, b];
  const describe = (): string => `the prediction ${prediction} seems to feed back into ${input}: ${candidate.describe()}`;
  return { ...judged, candidate: { ...candidate, check: "feedback", columns: [input, prediction], describe } };
}

function withUnrelated(failed: readonly Judged[], pairs: readonly ColumnPair[]): Judged[] {
  const correlations = new Map(failed.filter(({ candidate }) => candidate.check === "correlation").map((one) => [keyOf(one.candidate.columns), one]));
  const columns = new Set([...correlations.values()].flatMap(({ candidate }) => candidate.columns));
  const told = new Set<Judged>();
  const unrelated = [...columns].flatMap((column) => {
    const related = pairs.filter((pair) => pair.columns.includes(column) && pair.reference >= RELATED);
    const lost = related.flatMap((pair) => correlations.get(keyOf(pair.columns)) ?? []);
    if (lost.length < Math.max(LEAST_RELATIONS, related.length) || related.some(({ current }) => current > NOTHING_LEFT)) return [];
    for (const one of lost) told.add(one);
    return [unrelatedOf(column, lost)];
  });
  return [...unrelated, ...failed.filter((one) => !told.has(one))];
}

/** All of its relations changed: as improbable as the least improbable of them. */
function unrelatedOf(column: string, lost: readonly Judged[]): Judged {
  const [weakest] = lost.toSorted((a, b) => b.candidate.pValue - a.candidate.pValue);
  const strongest = lost.toSorted((a, b) => b.candidate.size - a.candidate.size);
  if (!weakest || !strongest[0]) throw new Error("a column that lost its relations had some");
  const others = strongest.map(
    ({ candidate }) =>
      `${candidate.columns.find((name) => name !== column)} (${correlation(candidate.reference ?? 0)}, now ${correlation(candidate.current ?? 0)})`,
  );
  const describe = (): string =>
    `${column} is related to none of the ${lost.length} columns that it was related to: ${others.slice(0, 3).join(", ")}${others.length > 3 ? " …" : ""}`;
  const { candidate } = weakest;
  return { ...weakest, candidate: { ...candidate, check: "unrelated", columns: [column], size: strongest[0].candidate.size, describe } };
}

/** Of each kind those that came nearest to failing. */
function nearest(kept: readonly Judged[]): readonly Judged[] {
  const kinds = Map.groupBy(kept, ({ candidate }): RelationKind => candidate.check);
  return [...kinds.values()].flatMap((ofKind) => ofKind.toSorted((a, b) => a.candidate.pValue - b.candidate.pValue).slice(0, SHOWN_OF_A_KIND));
}

function checkOf({ candidate, level, drifted }: Judged): RelationCheck {
  const { thresholdAt, describe, ...check } = candidate;
  return { ...check, level, threshold: thresholdAt(level), drifted, detail: describe() };
}
