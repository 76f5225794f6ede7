import type { ZonedTime } from "./zoned-time.ts";

/** What people said of an alert, as its row's labels keep it, each as a sentence: "acknowledged by ada, 12 April 10:00: looking into it". Nothing of a silence that is over. @param now event time, epoch milliseconds */
export function alertNotes(labels: Readonly<Record<string, string>>, time: ZonedTime, now: number): string[] {
  const until = Date.parse(labels["silenced_until"] ?? "");
  return [
    note(labels, "acknowledged", "acknowledged", time),
    until > now ? note(labels, "silenced", `silenced until ${time.minute(until)}`, time) : "",
    note(labels, "false_alarm", "marked as a false alarm", time),
  ].filter((text) => text !== "");
}

/** A silence of an older version has nobody's name. */
function note(labels: Readonly<Record<string, string>>, key: string, what: string, time: ZonedTime): string {
  const by = labels[`${key}_by`];
  if (by === undefined) return key === "silenced" && labels["silenced_until"] !== undefined ? what : "";
  const at = Date.parse(labels[`${key}_time`] ?? "");
  const why = labels[`${key}_reason`] ?? "";
  return `${what} by ${by}${Number.isNaN(at) ? "" : `, ${time.minute(at)}`}${why === "" ? "" : `: ${why}`}`;
}

/** Whether somebody said that an alert was a false alarm. */
export function isFalseAlarm(labels: Readonly<Record<string, string>>): boolean {
  return labels["false_alarm_by"] !== undefined;
}
