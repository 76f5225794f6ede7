import type { ColumnNature } from "../data-set.ts";
import { CODED_SHARE, commaNumber, isCode, plainNumber, pointNumber } from "./number-readings.ts";
import { MISSING_WORDS } from "./missing-words.ts";
import type { Reading } from "./reading.ts";
import { dayFirst, monthFirst, timeReadings } from "./time-readings.ts";
import { truthReading } from "./truth-reading.ts";
import { unitsOf } from "./units-of.ts";

/** Values of which so many read as a number (a time, …) are that, with mistakes in them. */
const MOSTLY = 0.9;
/** Mistakes: of the days that only one order of day and month explains, at most so many may be of the other. */
const SLIPS = 0.01;
const VECTOR = /^\s*\[[-+0-9.eE, ]*\d[-+0-9.eE, ]*\]\s*$/;

/** What the texts of a column are. */
export interface TextNature {
  readonly nature: Exclude<ColumnNature, "unreadable">;
  /** How they are read as that; two where day and month, or the sign of decimals, cannot be told apart by them. */
  readonly readings: readonly Reading[];
  /** Why nothing can be made of them; else null. */
  readonly fault: string | null;
  /** The unit that numbers are written with: a currency, percent; empty: none. */
  readonly unit: string;
}

const TEXT: TextNature = { nature: "string", readings: [], fault: null, unit: "" };

/**
 * What a column's texts are, by all of them. @param levels rows by text, spellings of a missing value left out. @param decimal what the file declares or shows elsewhere, null where it does not.
 */
export function decideNature(levels: readonly (readonly [string, number])[], decimal: "." | "," | null): TextNature {
  // A word for "missing" that counts as text says nothing of what the others are.
  const total = levels.reduce((sum, [text, rows]) => (MISSING_WORDS.has(text) ? sum : sum + rows), 0);
  if (total === 0) return TEXT;
  const share = (holds: (text: string) => boolean): number => levels.reduce((sum, [text, rows]) => (holds(text) ? sum + rows : sum), 0) / total;
  const readShare = (reading: Reading): number => (looksLike(reading, levels) ? share((text) => !Number.isNaN(reading.read(text))) : 0);
  const plain = decimal === "," ? 0 : readShare(plainNumber);
  if (plain >= MOSTLY && share(isCode) > CODED_SHARE) return TEXT;
  // The writing that explains the most; of some thousands only those over 999 show their commas.
  const written = plain === 1 ? [] : [pointNumber, commaNumber].filter((reading) => readShare(reading) >= Math.max(MOSTLY, plain + Number.EPSILON));
  if (written.length > 0) return writtenNumbers(levels, written, decimal);
  if (plain >= MOSTLY) return { ...TEXT, nature: "number", readings: [plainNumber] };
  if (readShare(truthReading) >= MOSTLY) return { ...TEXT, nature: "boolean", readings: [truthReading] };
  const times = timeReadings.filter((reading) => readShare(reading) >= MOSTLY);
  if (times.includes(dayFirst) || times.includes(monthFirst)) return dayOrMonthFirst(levels);
  const mixed = readShare(dayFirst) + readShare(monthFirst) >= MOSTLY ? dayOrMonthFirst(levels) : null;
  if (mixed !== null && mixed.fault !== null) return mixed;
  if (times[0] !== undefined) return { ...TEXT, nature: "time", readings: times.slice(0, 1) };
  return share((text) => VECTOR.test(text)) >= MOSTLY ? { ...TEXT, nature: "vector" } : TEXT;
}

/** A glance at a few, so that texts are not read in ten ways. */
function looksLike(reading: Reading, levels: readonly (readonly [string, number])[]): boolean {
  const commonest = levels.reduce((most, level) => (level[1] > most[1] ? level : most), ["", 0] as readonly [string, number]);
  if (!Number.isNaN(reading.read(commonest[0]))) return true;
  const step = Math.max(1, Math.floor(levels.length / 50));
  for (let place = 0; place < levels.length; place += step) if (!Number.isNaN(reading.read(levels[place]?.[0] ?? ""))) return true;
  return false;
}

/** Numbers with a decimal comma, groups or a unit, which must be the same in all rows: $ 5 are no € 5. */
function writtenNumbers(levels: readonly (readonly [string, number])[], written: readonly Reading[], decimal: "." | "," | null): TextNature {
  const [[unit, rows] = ["", 0], ...others] = unitsOf(levels);
  const besides = others.reduce((sum, [, some]) => sum + some, 0);
  const told = [[unit, rows] as const, ...others].slice(0, 4).map(([name, some]) => `${name} (${some} rows)`);
  const fault = besides > SLIPS * rows ? `its numbers are written in several units: ${told.join(", ")}; one unit in all rows would be right` : null;
  return { nature: "number", readings: decimalReadings(levels, written, decimal), fault, unit };
}

/** The sign of decimals by values that only one of them explains; else both may be. */
function decimalReadings(levels: readonly (readonly [string, number])[], written: readonly Reading[], decimal: "." | "," | null): readonly Reading[] {
  const declared = decimal === "," ? commaNumber : pointNumber;
  if (decimal !== null && written.includes(declared)) return [declared];
  if (written.length < 2) return written;
  const { left, right } = evidence(levels, pointNumber, commaNumber);
  if (left === 0 && right === 0) return same(levels) ? [pointNumber] : [pointNumber, commaNumber];
  return [left >= right ? pointNumber : commaNumber];
}

/** Whether both ways read the same numbers. */
function same(levels: readonly (readonly [string, number])[]): boolean {
  return levels.every(([text]) => Object.is(pointNumber.read(text), commaNumber.read(text)));
}

function dayOrMonthFirst(levels: readonly (readonly [string, number])[]): TextNature {
  const { left: days, right: months } = evidence(levels, dayFirst, monthFirst);
  if (days === 0 && months === 0) return { ...TEXT, nature: "time", readings: ofOneMonth(levels) ?? [dayFirst, monthFirst] };
  if (Math.min(days, months) > SLIPS * Math.max(days, months))
    return {
      ...TEXT,
      fault: `some dates can only be day first (${days} rows), others only month first (${months} rows); one order in all rows would be right`,
    };
  return { ...TEXT, nature: "time", readings: [days > months ? dayFirst : monthFirst] };
}

/** From so many times of a day on, days that follow each other are likelier than the same day of several months. */
const TIMES_A_DAY = 3;
const FEWEST_DAYS = 3;

/** The reading that puts all rows into one month, where the other would put many times of a day on one same day of several months and none between; null: neither. */
function ofOneMonth(levels: readonly (readonly [string, number])[]): readonly Reading[] | null {
  const parts = levels.flatMap(([text]) => {
    const [, first, second] = /^\s*(\d{1,2})[-/.](\d{1,2})[-/.]/.exec(text) ?? [];
    return first === undefined || second === undefined ? [] : [[Number(first), Number(second)] as const];
  });
  const [firsts, seconds] = [new Set(parts.map(([first]) => first)), new Set(parts.map(([, second]) => second))];
  const days = Math.max(firsts.size, seconds.size);
  if (Math.min(firsts.size, seconds.size) !== 1 || days < FEWEST_DAYS || parts.length < TIMES_A_DAY * days) return null;
  return [firsts.size === 1 ? monthFirst : dayFirst];
}

/** Rows that only one of two readings explains. */
function evidence(levels: readonly (readonly [string, number])[], one: Reading, other: Reading): { readonly left: number; readonly right: number } {
  let [left, right] = [0, 0];
  for (const [text, rows] of levels) {
    const [first, second] = [!Number.isNaN(one.read(text)), !Number.isNaN(other.read(text))];
    if (first && !second) left += rows;
    if (second && !first) right += rows;
  }
  return { left, right };
}
