import type { AlertState, JudgedWindow } from "../lifecycle/alert-state.ts";
import { latestRun, mergeWindows } from "../lifecycle/judged-windows.ts";

/** The windows in which one of an alert's subjects was bad, oldest first. */
export function badWindows(alert: Pick<AlertState, "members">): readonly JudgedWindow[] {
  return allWindows(alert).filter(({ status }) => status === "bad");
}

/** From when to when an alert was bad; null when its windows were judged again since and none of them is bad any more. Epoch milliseconds. */
export function badSpan(alert: AlertState): { readonly since: number; readonly until: number } | null {
  const last = badWindows(alert).at(-1);
  return last === undefined ? null : { since: alert.startedTime, until: last.end };
}

/** Start of the windows that are all well, epoch milliseconds. */
export function wellSince(alert: AlertState): number {
  return latestRun(allWindows(alert))[0]?.start ?? alert.updatedTime;
}

function allWindows({ members }: Pick<AlertState, "members">): readonly JudgedWindow[] {
  return mergeWindows(Object.values(members).map(({ windows }) => windows));
}
