/** Writes instants (epoch milliseconds) in one zone. The zone itself is written once a page. */
export interface ZonedTime {
  readonly timeZone: string;
  /** "1 June". */
  day(ms: number): string;
  /** "1 June 14:00". */
  minute(ms: number): string;
  /** "1 June", at midnight; else "1 June 14:00". */
  moment(ms: number): string;
  /** "1 June" for one day, "29 April – 5 May" for whole days, else with hours; `until` is not part of it. */
  range(since: number, until: number): string;
  /** "11 February – 1 July": the days that hold some of it. */
  days(since: number, until: number): string;
  /** "Jun". */
  month(ms: number): string;
  /** "2013". */
  year(ms: number): string;
  /** Hour and minute are zero. */
  isMidnight(ms: number): boolean;
}

/** @param timeZone IANA name. */
export function zonedTime(timeZone: string): ZonedTime {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat("en-GB", { timeZone, hourCycle: "h23", ...options });
    return (ms: number): string => formatter.format(ms);
  };
  const day = format({ day: "numeric", month: "long" });
  const clock = format({ hour: "2-digit", minute: "2-digit" });
  const isMidnight = (ms: number): boolean => clock(ms) === "00:00";
  const minute = (ms: number): string => `${day(ms)} ${clock(ms)}`;
  const moment = (ms: number): string => (isMidnight(ms) ? day(ms) : minute(ms));
  return {
    timeZone,
    day,
    minute,
    moment,
    isMidnight,
    month: format({ month: "short" }),
    year: format({ year: "numeric" }),
    days: (since, until) => (day(since) === day(until - 1) ? day(since) : joined(day(since), day(until - 1))),
    range(since, until) {
      if (isMidnight(since) && isMidnight(until)) return until - 1 - since < 90_000_000 ? day(since) : joined(day(since), day(until - 1));
      return day(since) === day(until) ? `${day(since)} ${clock(since)}–${clock(until)}` : `${minute(since)} – ${minute(until)}`;
    },
  };
}

/** "12–16 May", "29 April – 5 May". */
function joined(first: string, last: string): string {
  const [, firstMonth] = first.split(" ");
  const [, lastMonth] = last.split(" ");
  return firstMonth === lastMonth ? `${first.split(" ")[0] ?? ""}–${last}` : `${first} – ${last}`;
}
