import { LRUCache } from "lru-cache";
import type { Baseline } from "../baseline/baseline.ts";
import type { ColumnJudgement } from "./judge-column.ts";
import type { ColumnNull } from "./null/column-null.ts";
import { lessonsOf, mayTeach, MOST_TAUGHT } from "./null/taught-by-served.ts";
import type { WindowData } from "./window-data.ts";

/** What windows are held against: by column, for each window. */
export type Nulls = readonly ((data: WindowData) => ColumnNull)[];

/** Judgements of one window, by column. */
type Judge = (data: WindowData) => readonly ColumnJudgement[];

/** Of each column the first windows that the baseline alone finds quiet, as many as teach. @param served oldest first */
export function quietWindows(served: readonly WindowData[], judgeAlone: Judge): readonly (readonly ColumnJudgement[])[] {
  const quiet: ColumnJudgement[][] = [];
  for (const data of served) {
    if (quiet.length > 0 && quiet.every((one) => one.length >= MOST_TAUGHT)) break;
    for (const [place, judgement] of judgeAlone(data).entries()) {
      const one = (quiet[place] ??= []);
      if (mayTeach(judgement) && one.length < MOST_TAUGHT) one.push(judgement);
    }
  }
  return quiet;
}

/** The baseline's nulls with what quiet windows before each window have taught. @param quiet by column */
export function taughtNulls(alone: Nulls, quiet: readonly (readonly ColumnJudgement[])[]): Nulls {
  return alone.map((nullOf, place) => {
    const lessons = lessonsOf(quiet[place] ?? []);
    return (data) => lessons.applied(nullOf(data), data);
  });
}

const known = new WeakMap<Baseline, LRUCache<string, readonly ColumnJudgement[]>>();
/** Windows that are kept of a baseline. */
const MOST_KEPT = 200;

/** The same judging, each window once for as long as it has the same rows: every round looks at the same first windows again. @param settings what the judgement follows from beside baseline and window */
export function remembered(baseline: Baseline, settings: string, judge: Judge): Judge {
  const own = known.get(baseline) ?? new LRUCache<string, readonly ColumnJudgement[]>({ max: MOST_KEPT });
  known.set(baseline, own);
  return (data) => {
    const missing = [...data.columns.values()].map((column) => column.missing);
    const key = JSON.stringify([settings, data.window.start, data.rows, data.coverage, missing]);
    const judged = own.get(key) ?? judge(data);
    own.set(key, judged);
    return judged;
  };
}
