import { type Reading, sqlText } from "./reading.ts";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH = `(?i:(${MONTHS.join("|")})[a-z]*)`;
const CLOCK = String.raw`(?:[T, :]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp][Mm])?\s*(Z|UTC|GMT|[-+]\d{2}:?(?:\d{2})?)?)?\s*$`;
/** "Mon, " */
const WEEKDAY = String.raw`^\s*(?:[A-Za-z]{3,9},?\s+)?`;
const NTH = "(?:st|nd|rd|th)?";

/** In which groups of a pattern the parts of a date stand; six of the clock's (hour, minute, second, fraction, half of the day, zone) from \`clock\` on. */
interface Places {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly clock: number;
}

function timeReading(name: string, words: string, source: string, { year, month, day, clock }: Places): Reading {
  const pattern = new RegExp(source);
  return {
    name,
    kind: "time",
    words,
    read(text) {
      const parts = pattern.exec(text);
      if (parts === null) return Number.NaN;
      return secondsOf(yearOf(parts[year] ?? ""), monthOf(parts[month] ?? ""), Number(parts[day]), parts.slice(clock));
    },
    sql: (text) => secondsSql(`extractGroups(ifNull(${text}, ''), ${sqlText(source)})`, { year, month, day, clock }),
  };
}

/** Source of a pattern for a time with the year first. */
export const ISO_PATTERN = String.raw`^\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})${CLOCK}`;
/** 2025-01-31, 2025/01/31 08:00, 2025-01-31T08:00:00.5+01:00 */
export const isoTime: Reading = timeReading("isoTime", "", ISO_PATTERN, { year: 1, month: 2, day: 3, clock: 4 });
/** 20250131T080000Z, 20250131 08:00: ISO 8601's basic form. */
const basicTime: Reading = timeReading(
  "basicTime",
  "times without signs",
  String.raw`^\s*(\d{4})(\d{2})(\d{2})[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?()\s*(Z|UTC|GMT|[-+]\d{2}:?(?:\d{2})?)?\s*$`,
  { year: 1, month: 2, day: 3, clock: 4 },
);
const NUMERIC = String.raw`^\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})${CLOCK}`;
/** 31/01/2025, 31.1.2025 8:00 */
export const dayFirst: Reading = timeReading("dayFirst", "day first", NUMERIC, { day: 1, month: 2, year: 3, clock: 4 });
/** 01/31/2025, 1/31/25 8:00 PM */
export const monthFirst: Reading = timeReading("monthFirst", "month first", NUMERIC, { month: 1, day: 2, year: 3, clock: 4 });
/** 31 Jan 2025, Fri, 31-Jan-25 08:00, 31/Jan/2025:08:00:00 +0000 */
export const dayThenMonth: Reading = timeReading(
  "dayThenMonth",
  "months by name",
  String.raw`${WEEKDAY}(\d{1,2})${NTH}[-/\s]+${MONTH}\.?,?[-/\s]+(\d{4}|\d{2})${CLOCK}`,
  { day: 1, month: 2, year: 3, clock: 4 },
);
/** Jan 31, 2025; January 31st 2025 */
export const monthThenDay: Reading = timeReading(
  "monthThenDay",
  "months by name",
  String.raw`${WEEKDAY}${MONTH}\.?[-\s]+(\d{1,2})${NTH},?[-\s]+(\d{4})${CLOCK}`,
  { month: 1, day: 2, year: 3, clock: 4 },
);
/** Fri Jan 31 08:00:00 2025, as C's asctime and Unix' date write it. */
const yearLast: Reading = timeReading(
  "yearLast",
  "months by name",
  String.raw`${WEEKDAY}${MONTH}\s+(\d{1,2})\s+(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?()\s+(Z|UTC|GMT|[-+]\d{4})?\s*(\d{4})\s*$`,
  { month: 1, day: 2, clock: 3, year: 9 },
);

const CLOCK_ALONE = String.raw`^\s*(\d{1,2}):([0-5]\d)(?::([0-5]\d(?:\.\d{1,9})?))?\s*$`;
const clockAlone = new RegExp(CLOCK_ALONE);
/** 07:30, 7:30:05: a time of the first day of 1970. */
const timeOfDay: Reading = {
  name: "timeOfDay",
  kind: "time",
  words: "times of day",
  read(text) {
    const [, hours = "", minutes = "", seconds = "0"] = clockAlone.exec(text) ?? [];
    return hours === "" || Number(hours) > 24 ? Number.NaN : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  },
  sql(text) {
    const part = (place: number): string => `toFloat64OrZero(splitByChar(':', trimBoth(ifNull(${text}, '')))[${place}])`;
    return `if(match(ifNull(${text}, ''), ${sqlText(CLOCK_ALONE)}) AND ${part(1)} <= 24, toNullable(${part(1)} * 3600 + ${part(2)} * 60 + ${part(3)}), NULL)`;
  },
};

export const timeReadings: readonly Reading[] = [isoTime, basicTime, dayFirst, monthFirst, dayThenMonth, monthThenDay, yearLast, timeOfDay];

/** Two digits: 70 to 99 are of the last century. */
function yearOf(text: string): number {
  return text.length > 2 ? Number(text) : Number(text) + (Number(text) < 70 ? 2000 : 1900);
}

function monthOf(text: string): number {
  return /^\d/.test(text) ? Number(text) : MONTHS.indexOf(text.toLowerCase()) + 1;
}

function secondsOf(
  year: number,
  month: number,
  day: number,
  [hour = "0", minute = "0", second = "0", fraction = "", half = "", zone = ""]: readonly (string | undefined)[],
): number {
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return Number.NaN;
  const hours = half === "" ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
  if (hours > 24 || Number(minute) > 59 || Number(second) > 60) return Number.NaN;
  const [, sign = "+", zoneHours = "0", zoneMinutes = "0"] = /^([-+])(\d{2}):?(\d{2})?$/.exec(zone) ?? [];
  const offset = (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === "-" ? -1 : 1);
  return date.getTime() / 1000 + hours * 3600 + (Number(minute) - offset) * 60 + Number(second) + Number(`0.${fraction === "" ? "0" : fraction}`);
}

/** Days since 1970 of a date of any year from 1 on, by the days before it in eras of 400 years. [Hinnant, chrono-compatible low-level date algorithms] */
function secondsSql(groups: string, { year, month, day, clock }: Places): string {
  const part = (place: number): string => `${groups}[${place}]`;
  const number = (place: number): string => `toInt64OrZero(${part(place)})`;
  const y = `if(length(${part(year)}) = 2, ${number(year)} + if(${number(year)} < 70, 2000, 1900), ${number(year)})`;
  const m = `if(match(${part(month)}, '^[0-9]'), ${number(month)}, toInt64(indexOf(['${MONTHS.join("', '")}'], lower(${part(month)}))))`;
  const d = number(day);
  const shifted = `(${y} - (${m} <= 2))`;
  const ofYear = `(intDiv(153 * (${m} + if(${m} > 2, -3, 9)) + 2, 5) + ${d} - 1)`;
  const days = `(${shifted} * 365 + intDiv(${shifted}, 4) - intDiv(${shifted}, 100) + intDiv(${shifted}, 400) + ${ofYear} - 719468)`;
  const length = `if(${m} = 2, if((${y} % 4 = 0 AND ${y} % 100 != 0) OR ${y} % 400 = 0, 29, 28), if(${m} IN (4, 6, 9, 11), 30, 31))`;
  const hours = `if(${part(clock + 4)} = '', ${number(clock)}, ${number(clock)} % 12 + if(lower(${part(clock + 4)}) = 'pm', 12, 0))`;
  const zone = `if(match(${part(clock + 5)}, '^[-+]'), (toInt64OrZero(substring(${part(clock + 5)}, 2, 2)) * 60 + toInt64OrZero(substring(replaceOne(${part(clock + 5)}, ':', ''), 4, 2))) * if(startsWith(${part(clock + 5)}, '-'), -1, 1), 0)`;
  const valid = `notEmpty(${groups}) AND ${m} BETWEEN 1 AND 12 AND ${d} BETWEEN 1 AND ${length} AND ${hours} <= 24 AND ${number(clock + 1)} <= 59 AND ${number(clock + 2)} <= 60`;
  return `if(${valid}, toNullable(${days} * 86400 + ${hours} * 3600 + (${number(clock + 1)} - ${zone}) * 60 + ${number(clock + 2)} + toFloat64OrZero(concat('0.', ${part(clock + 3)}))), NULL)`;
}
