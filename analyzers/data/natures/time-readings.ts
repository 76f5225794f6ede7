import { type Reading, sqlText } from "./reading.ts";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH = `(?i:(${MONTHS.join("|")})[a-z]*)`;
const CLOCK = String.raw`(?:[T, ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp][Mm])?\s*(Z|UTC|GMT|[-+]\d{2}:?(?:\d{2})?)?)?\s*$`;
/** "Mon, " */
const WEEKDAY = String.raw`^\s*(?:[A-Za-z]{3,9},?\s+)?`;
const NTH = "(?:st|nd|rd|th)?";

/** In which groups of a pattern the parts of a date stand; the clock's follow them. */
interface Places {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function timeReading(name: string, words: string, date: string, { year, month, day }: Places): Reading {
  const source = `${date}${CLOCK}`;
  const pattern = new RegExp(source);
  return {
    name,
    kind: "time",
    words,
    read(text) {
      const parts = pattern.exec(text);
      if (parts === null) return Number.NaN;
      return secondsOf(yearOf(parts[year] ?? ""), monthOf(parts[month] ?? ""), Number(parts[day]), parts.slice(4));
    },
    sql: (text) => secondsSql(`extractGroups(ifNull(${text}, ''), ${sqlText(source)})`, { year, month, day }),
  };
}

/** 2025-01-31, 2025/01/31 08:00, 2025-01-31T08:00:00.5+01:00 */
export const isoTime: Reading = {
  ...timeReading("isoTime", "", String.raw`^\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})`, { year: 1, month: 2, day: 3 }),
};
const NUMERIC = String.raw`^\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})`;
/** 31/01/2025, 31.1.2025 8:00 */
export const dayFirst: Reading = timeReading("dayFirst", "day first", NUMERIC, { day: 1, month: 2, year: 3 });
/** 01/31/2025, 1/31/25 8:00 PM */
export const monthFirst: Reading = timeReading("monthFirst", "month first", NUMERIC, { month: 1, day: 2, year: 3 });
/** 31 Jan 2025, Fri, 31-Jan-25 08:00 */
export const dayThenMonth: Reading = timeReading(
  "dayThenMonth",
  "months by name",
  String.raw`${WEEKDAY}(\d{1,2})${NTH}[-\s]+${MONTH}\.?,?[-\s]+(\d{4}|\d{2})`,
  {
    day: 1,
    month: 2,
    year: 3,
  },
);
/** Jan 31, 2025; January 31st 2025 */
export const monthThenDay: Reading = timeReading("monthThenDay", "months by name", String.raw`${WEEKDAY}${MONTH}\.?[-\s]+(\d{1,2})${NTH},?[-\s]+(\d{4})`, {
  month: 1,
  day: 2,
  year: 3,
});

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

export const timeReadings: readonly Reading[] = [isoTime, dayFirst, monthFirst, dayThenMonth, monthThenDay, timeOfDay];

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
  [hour = "0", minute = "0", second = "0", fraction = "", half = "", zone = ""]: readonly string[],
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
function secondsSql(groups: string, { year, month, day }: Places): string {
  const part = (place: number): string => `${groups}[${place}]`;
  const number = (place: number): string => `toInt64OrZero(${part(place)})`;
  const y = `if(length(${part(year)}) = 2, ${number(year)} + if(${number(year)} < 70, 2000, 1900), ${number(year)})`;
  const m = `if(match(${part(month)}, '^[0-9]'), ${number(month)}, toInt64(indexOf(['${MONTHS.join("', '")}'], lower(${part(month)}))))`;
  const d = number(day);
  const shifted = `(${y} - (${m} <= 2))`;
  const ofYear = `(intDiv(153 * (${m} + if(${m} > 2, -3, 9)) + 2, 5) + ${d} - 1)`;
  const days = `(${shifted} * 365 + intDiv(${shifted}, 4) - intDiv(${shifted}, 100) + intDiv(${shifted}, 400) + ${ofYear} - 719468)`;
  const length = `if(${m} = 2, if((${y} % 4 = 0 AND ${y} % 100 != 0) OR ${y} % 400 = 0, 29, 28), if(${m} IN (4, 6, 9, 11), 30, 31))`;
  const hours = `if(${part(8)} = '', ${number(4)}, ${number(4)} % 12 + if(lower(${part(8)}) = 'pm', 12, 0))`;
  const zone = `if(match(${part(9)}, '^[-+]'), (toInt64OrZero(substring(${part(9)}, 2, 2)) * 60 + toInt64OrZero(substring(replaceOne(${part(9)}, ':', ''), 4, 2))) * if(startsWith(${part(9)}, '-'), -1, 1), 0)`;
  const valid = `notEmpty(${groups}) AND ${m} BETWEEN 1 AND 12 AND ${d} BETWEEN 1 AND ${length} AND ${hours} <= 24 AND ${number(5)} <= 59 AND ${number(6)} <= 60`;
  return `if(${valid}, toNullable(${days} * 86400 + ${hours} * 3600 + (${number(5)} - ${zone}) * 60 + ${number(6)} + toFloat64OrZero(concat('0.', ${part(7)}))), NULL)`;
}
