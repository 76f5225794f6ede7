import type { AlertState } from "../lifecycle/alert-state.ts";
import { badSpan, badWindows, wellSince } from "./bad-windows.ts";
import { count } from "./words.ts";
import { windowNoun, type ZonedWords } from "./zoned-words.ts";

/** Since when, with the zone, and of which model: "22 April 2013, New York time; 1 bad week so far (22–28 April 2013); flight-delay version 1, critical." */
export function sinceText(alert: AlertState, time: ZonedWords): string {
  return `${time.moment(alert.startedTime)}, ${time.zone}; ${countBad(alert)} so far${newestWindow(alert, time)}; ${alert.model} version ${alert.version}, ${alert.severity}.`;
}

/** "2 bad days in 3 days; well since 5 June 2026." The zone is in the sentence above it. */
export function lastedText(alert: AlertState, time: ZonedWords): string {
  const span = badSpan(alert);
  const over = span === null || badWindows(alert).length === 1 ? "" : ` in ${time.length(span.since, span.until)}`;
  if (alert.acceptance !== null) return `${countBad(alert)}${over}; normal by the word of ${alert.acceptance.by} on ${time.moment(alert.acceptance.time)}.`;
  return `${countBad(alert)}${over}; well since ${time.moment(wellSince(alert))}.`;
}

/** " (22–28 April 2013)", " (the last: 4 June 2026)"; nothing where the start says it: of one day or hour. */
function newestWindow(alert: AlertState, time: ZonedWords): string {
  const bad = badWindows(alert);
  const last = bad.at(-1);
  if (last === undefined || (bad.length === 1 && last.start === alert.startedTime && windowNoun(last.end - last.start) !== "week")) return "";
  return ` (${bad.length === 1 ? "" : "the last: "}${time.range(last.start, last.end)})`;
}

function countBad(alert: AlertState): string {
  const bad = badWindows(alert);
  const [first] = bad;
  return count(bad.length, `bad ${first === undefined ? "window" : windowNoun(first.end - first.start)}`);
}
