import { holm } from "../statistics/holm.ts";
import { checkColumn, type ColumnJudgement, judgeColumn, type MinEffect } from "./judge-column.ts";
import type { ColumnNull } from "./null/column-null.ts";
import type { Window } from "../windows/window.ts";
import type { WindowData } from "./window-data.ts";

/** Every column of a window judged together: Holm's procedure shares `budget`, the chance of a false alarm that the window may spend, among all checks of all columns. */
export function judgeWindow(
  columns: readonly ((window: Window) => ColumnNull)[],
  data: WindowData,
  budget: number,
  minEffect: MinEffect,
): readonly ColumnJudgement[] {
  const checked = columns.map((known) => checkColumn(known(data.window), data));
  const verdicts = holm(
    checked.flatMap((column) => column.checks.map((check) => check.pValue)),
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

/** Fewest other features whose being as usual says something. */
const FEWEST_OTHERS = 3;

function isAlone(column: ColumnJudgement, all: readonly ColumnJudgement[]): boolean {
  const others = all.filter((other) => other !== column && other.known.column.kind === "feature");
  return others.length >= FEWEST_OTHERS && !others.some((other) => other.drifted);
}
