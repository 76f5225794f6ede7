import type { Monitored } from "../monitoring/analyzer.ts";
import { analyzerBudget } from "../monitoring/budget.ts";
import type { Finding } from "../findings/finding.ts";
import { WINDOW_MS } from "../windows/window.ts";
import { causeOf, endOfShift } from "./causes/cause-of.ts";
import { columnFinding } from "./column-finding.ts";
import type { ColumnJudgement } from "./judge-column.ts";
import { judgeWindow } from "./judge-window.ts";
import { sameKeyNulls } from "./null/same-key.ts";
import { type Nulls, quietWindows, remembered, taughtNulls } from "./taught-nulls.ts";
import { MOST_POOLED, poolWindows } from "./pool-windows.ts";
import type { WindowData } from "./window-data.ts";

/** Windows before a window that its cause may look back on, and those whose rows these may be put together with. */
const CAUSE_WINDOWS = 8;
export const CONTEXT_WINDOWS = CAUSE_WINDOWS + MOST_POOLED - 1;

/**
 * Findings for adjacent windows, oldest first: one a column and window. The first `context` of them are only looked back on, so that a window judged alone and one judged among many
 * get the same verdict. `now`: epoch milliseconds of event time.
 * @param served the first windows served since the baseline, oldest first: those that were quiet teach the windows after them
 */
export function judgeWindows(
  monitored: Monitored,
  windows: readonly WindowData[],
  context: number,
  now: number,
  served: readonly WindowData[] = [],
): readonly Finding[] {
  const { config, baseline } = monitored;
  const comparison = { window: config.drift.window, calendar: config.calendar, daySpread: config.drift.daySpread };
  const alone: Nulls = baseline.columns.map((column) => sameKeyNulls(baseline, column, comparison));
  const budget = analyzerBudget(config.falseAlarmsPerMonth, WINDOW_MS[config.drift.window]);
  const enough = (data: WindowData): boolean => data.rows >= config.drift.minRows && data.coverage >= config.minCoverage;
  const judgeAlone = remembered(baseline, JSON.stringify([comparison, budget]), (data) => judgeWindow(alone, data, budget, config.drift.minEffect));
  const columns = taughtNulls(alone, quietWindows(served.filter(enough), judgeAlone));
  const pooled = windows.map((data, place) => poolWindows(data, windows.slice(0, place), config.drift.minRows, config.drift.window));
  const judged = pooled.map((data) => judgeWindow(columns, data, enough(data) ? budget : 0, config.drift.minEffect));
  return judged.slice(context).flatMap((window, index) =>
    window.map((judgement, column) => {
      const place = context + index;
      const before = judged.slice(Math.max(0, place - CAUSE_WINDOWS), place).flatMap((earlier): ColumnJudgement[] => usable(earlier[column], enough));
      const lasted = 1 + before.length - (before.findLastIndex((earlier) => !earlier.drifted) + 1);
      return columnFinding(monitored, judgement, judgement.drifted ? causeOf(judgement, before) : endOfShift(judgement, before), lasted, now);
    }),
  );
}

function usable(judgement: ColumnJudgement | undefined, enough: (data: WindowData) => boolean): ColumnJudgement[] {
  return judgement !== undefined && enough(judgement.data) && judgement.known.pieces.length > 0 ? [judgement] : [];
}
