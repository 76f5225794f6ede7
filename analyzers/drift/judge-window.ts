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
    checked.flatMap((column) => column.checks),
    budget,
  );
  let next = 0;
  const judged = checked.map((column) => {
    const own = verdicts.slice(next, next + column.checks.length);
    next += column.checks.length;
    return judgeColumn(column, own, minEffect);
  });
  return judged.map((column) => ({ ...column, alone: isAlone(column, judged) }));
}

/** Distances that are never over 1. */
const BOUNDED: ReadonlySet<string> = new Set(["kolmogorov-smirnov", "total-variation"]);

/** Holm's verdicts. A check that could not reject if it had the whole budget, as where days differ so much that no distance shows, costs the others nothing: which ones these are follows from the baseline and the
 * number of rows, not from their values. [Tarone 1990, A modified Bonferroni method for discrete data, Biometrics 46] */
function sharedAmong(checks: readonly Check[], budget: number): readonly HolmVerdict[] {
  const able = checks.filter((check) => !BOUNDED.has(check.check) || (check.thresholdAt(budget) ?? 0) <= 1);
  const verdicts = holm(
    able.map(({ pValue }) => pValue),
    budget,
  );
  const byCheck = new Map(able.map((check, index) => [check, verdicts[index]]));
  return checks.map((check) => byCheck.get(check) ?? { pValue: check.pValue, threshold: budget / Math.max(1, able.length), rejected: false });
}

/** Fewest other features whose being as usual says something. */
const FEWEST_OTHERS = 3;

function isAlone(column: ColumnJudgement, all: readonly ColumnJudgement[]): boolean {
  const others = all.filter((other) => other !== column && other.known.column.kind === "feature");
  return others.length >= FEWEST_OTHERS && !others.some((other) => other.drifted);
}
