const formats = new Map<string, Intl.DateTimeFormat>();
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** What a clock in a zone (IANA name) shows at an instant (epoch milliseconds): the hour, 0–23, and the weekday, 0 being Sunday. */
export function localHour(ms: number, timeZone: string): { readonly hour: number; readonly weekday: number } {
  if (timeZone === "UTC") return { hour: new Date(ms).getUTCHours(), weekday: new Date(ms).getUTCDay() };
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat("en-US", { timeZone, hour: "2-digit", hourCycle: "h23", weekday: "short" });
  formats.set(timeZone, format);
  const parts = new Map(format.formatToParts(ms).map((part) => [part.type, part.value]));
  return { hour: Number(parts.get("hour")), weekday: WEEKDAYS.indexOf(parts.get("weekday") ?? "") };
}
