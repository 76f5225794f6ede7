import { count, number } from "./words.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Says times (epoch milliseconds) as people of one zone do; the zone itself is to be named once a message. */
export interface ZonedWords {
  /** "New York time"; a zone without a place by its IANA name ("UTC"). */
  readonly zone: string;
  /** "1 June 2026" at midnight, else "1 June 2026 13:30". */
  moment(ms: number): string;
  /** "22–28 April 2013" for whole days, else "3 April 2013, 15:00–16:00"; `until` is not part of it. */
  range(since: number, until: number): string;
  /** "7 days" for whole days, else "5 hours" or, from two days on, "2.5 days"; `until` is not part of it. */
  length(since: number, until: number): string;
}

/** @param timeZone IANA name @throws RangeError for an unknown zone */
export function zonedWords(timeZone: string): ZonedWords {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("en-GB", { timeZone, hourCycle: "h23", ...options });
  const date = format({ day: "numeric", month: "long", year: "numeric" });
  const time = format({ hour: "2-digit", minute: "2-digit" });
  const clock = (ms: number) => time.format(ms);
  const day = (ms: number) => date.format(ms);
  const isMidnight = (ms: number) => clock(ms) === "00:00";
  const moment = (ms: number) => (isMidnight(ms) ? day(ms) : `${day(ms)} ${clock(ms)}`);
  const areDays = (since: number, until: number) => until > since && isMidnight(since) && isMidnight(until);
  return {
    zone: zoneName(timeZone),
    moment,
    range(since, until) {
      if (areDays(since, until)) return joinedDays(day(since), day(until - 1));
      if (day(since) !== day(until - 1)) return `${moment(since)} – ${moment(until)}`;
      return `${day(since)}, ${clock(since)}–${isMidnight(until) ? "24:00" : clock(until)}`;
    },
    length(since, until) {
      const ms = until - since;
      if (areDays(since, until)) return count(Math.round(ms / DAY_MS), "day");
      if (ms < HOUR_MS) return count(Math.round(ms / 60_000), "minute");
      return ms < 2 * DAY_MS ? count(Math.round(ms / HOUR_MS), "hour") : `${number(Number((ms / DAY_MS).toFixed(1)))} days`;
    },
  };
}

/** What a window of a length is called: "hour", "day" (23 and 25 hours too), "week", else "window". */
export function windowNoun(lengthMs: number): "hour" | "day" | "week" | "window" {
  const near = (ms: number, slack: number) => Math.abs(lengthMs - ms) <= slack;
  if (near(HOUR_MS, 0)) return "hour";
  if (near(DAY_MS, HOUR_MS)) return "day";
  return near(7 * DAY_MS, HOUR_MS) ? "week" : "window";
}

/** "America/New_York" is "New York time"; "UTC", "Etc/GMT+5" and "EST5EDT" keep their names. */
function zoneName(timeZone: string): string {
  const place = timeZone.split("/").at(-1)?.replaceAll("_", " ") ?? timeZone;
  if (/^(Etc\/)?(UTC|UCT|Universal|Zulu)$/.test(timeZone)) return "UTC";
  return timeZone.startsWith("Etc/") || !timeZone.includes("/") ? timeZone : `${place} time`;
}

/** "22 April 2013", "22–28 April 2013", "29 April – 5 May 2013", "30 December 2013 – 5 January 2014". */
function joinedDays(first: string, last: string): string {
  const [day = "", month = "", year = ""] = first.split(" ");
  if (first === last) return first;
  if (last.endsWith(` ${month} ${year}`)) return `${day}–${last}`;
  return last.endsWith(` ${year}`) ? `${day} ${month} – ${last}` : `${first} – ${last}`;
}
