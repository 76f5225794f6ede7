import type { Analyzer } from "../monitoring/analyzer.ts";
import type { Window } from "../windows/window.ts";
import { windowAt } from "../windows/window.ts";
import { CONTEXT_WINDOWS, judgeWindows } from "./judge-windows.ts";
import { DRIFT_RULE } from "./rule.ts";
import { loadServed } from "./load-served.ts";
import { loadWindows } from "./load-windows.ts";
import { tellRenames } from "./tell-renames.ts";

/** Data drift: every column of the baseline, features and predictions, in every window; one finding each. */
export const driftAnalyzer: Analyzer = {
  name: "drift",
  rule: DRIFT_RULE,
  schedule: (config) => ({ window: config.drift.window, delayMs: config.allowedLateness }),
  async judge(monitored, windows, store, now) {
    const context = windowsBefore(windows[0], monitored.config.drift.window, monitored.config.timeZone);
    const [data, served] = await Promise.all([
      loadWindows(store, monitored, [...context, ...windows]),
      loadServed(store, monitored, windows.at(-1)?.start ?? 0),
    ]);
    return tellRenames(judgeWindows(monitored, data, context.length, now, served), monitored, store);
  },
};

/** The windows that end where this one starts, oldest first. */
function windowsBefore(window: Window | undefined, length: "1h" | "1d" | "1w", timeZone: string): readonly Window[] {
  const before: Window[] = [];
  for (let next = window; next !== undefined && before.length < CONTEXT_WINDOWS;) {
    next = windowAt(next.start - 1, length, timeZone);
    before.unshift(next);
  }
  return before;
}
