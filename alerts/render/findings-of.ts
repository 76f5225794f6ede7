import type { AlertState } from "../lifecycle/alert-state.ts";
import { tellingOrder } from "./telling-order.ts";

/** An alert's newest bad finding of each subject, as people hear of them, for programs; times are ISO 8601 in UTC. */
export function findingsOf(alert: AlertState): readonly object[] {
  return tellingOrder(
    alert.analyzer,
    Object.values(alert.members).map(({ finding }) => finding),
  ).map(({ windowStart, windowEnd, chart: _chart, ...rest }) => ({
    ...rest,
    windowStart: new Date(windowStart).toISOString(),
    windowEnd: new Date(windowEnd).toISOString(),
  }));
}
