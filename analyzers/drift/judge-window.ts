import { holm, type HolmVerdict } from "../statistics/holm.ts";
import type { Check } from "./checks/check.ts";
import { checkColumn, type ColumnJudgement, judgeColumn, type MinEffect } from "./judge-column.ts";
import type { ColumnNull } from "./null/column-null.ts";
import type { WindowData } from "./window-data.ts";

/** Every column of a window judged together: Holm's procedure shares `budget`, the chance of a false alarm that the window may spend, among all checks of all columns that could reject at all. */
export function judgeWindow(
  columns: readonly ((data: WindowData) => ColumnNull)[],
  data: WindowData,
  budget: number,
  minEffect: MinEffect,
): readonly ColumnJudgement[] {
  const checked = columns.map((known) => checkColumn(known(data), data));
  const verdicts = sharedAmong(
    checked.map((column) => column.checks),
    budget,
  );
  const judged = checked.map((column, place) => judgeColumn(column, verdicts[place] ?? [], minEffect));
  return judged.map((column) => ({ ...column, alone: isAlone(column, judged) }));
}

/** Distances that are never over 1. */
const BOUNDED: ReadonlySet<string> = new Set(["kolmogorov-smirnov", "total-variation"]);

/** Both look at single values far from what they were; they share the place of one check, each with half of its level. */
const OF_VALUES: ReadonlySet<string> = new Set(["range", "repeats"]);

/** Holm's verdicts of checks by column. A check that could not reject if it had the whole budget, as where days differ so much that no distance shows, costs the others nothing: which ones these are follows from the
 * baseline and the number of rows, not from their values. [Tarone 1990, A modified Bonferroni method for discrete data, Biometrics 46] */
export function sharedAmong(columns: readonly (readonly Check[])[], budget: number): readonly (readonly HolmVerdict[])[] {
  const places = columns.flatMap((checks) => {
    const able = checks.filter((check) => !BOUNDED.has(check.check) || (check.thresholdAt(budget) ?? 0) <= 1);
    const ofValues = able.filter(({ check }) => OF_VALUES.has(check));
    return [...able.filter(({ check }) => !OF_VALUES.has(check)).map((check) => [check]), ...(ofValues.length > 0 ? [ofValues] : [])];
  });
  const verdicts = holm(
    places.map((checks) => Math.min(1, checks.length * Math.min(...checks.map(({ pValue }) => pValue)))),
    budget,
  );
  const found = new Map<Check, HolmVerdict>();
  for (const [place, checks] of places.entries()) {
    const { threshold, rejected } = verdicts[place] ?? { threshold: 0, rejected: false };
    for (const check of checks) {
      const own = threshold / checks.length;
      found.set(check, { pValue: check.pValue, threshold: own, rejected: rejected && check.pValue <= own });
    }
  }
  const none = budget / Math.max(1, places.length);
  return columns.map((checks) => checks.map((check) => found.get(check) ?? { pValue: check.pValue, threshold: none, rejected: false }));
}

/** Fewest other features whose being as usual says something. */
const FEWEST_OTHERS = 3;

function isAlone(column: ColumnJudgement, all: readonly ColumnJudgement[]): boolean {
  const others = all.filter((other) => other !== column && other.known.column.kind === "feature");
  return others.length >= FEWEST_OTHERS && !others.some((other) => other.drifted);
}
