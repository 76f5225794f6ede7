import { TidemarkError } from "../../../errors.ts";
import { plainNumber } from "../natures/number-readings.ts";
import { visibleLine } from "../../../visible-text.ts";
import { type Dialect, DELIMITER_WORDS } from "./dialect.ts";
import { type RecordEnd, scanRecords } from "./scan-records.ts";

/** Faulty rows that are told one by one. */
export const TOLD = 3;
/** Of the lines that a quoted value spans so many must look like rows. */
const MOSTLY = 0.8;
const LEAST_LINES = 5;

/** What is wrong with a record, in words without its line; null: nothing. */
export function faultOf(record: RecordEnd, dialect: Dialect): string | null {
  const { cells, fault, long } = record;
  const parted = `${DELIMITER_WORDS[dialect.delimiter] ?? `"${visibleLine(dialect.delimiter)}"`}s`;
  if (fault === "open") return "a quote opens and never closes";
  if (fault === "behind") return "there is text behind a closing quote";
  if (cells !== dialect.columns) return `it has ${cells} values between ${parted}, where ${dialect.columns} would be right`;
  if (long !== null && swallows(long, dialect))
    return `a quoted value in column ${long.place + 1} spans ${long.value.split("\n").length} lines that look like rows; its quote seems not to be closed`;
  return null;
}

/** A row that cannot be read, by the line on which it begins. */
export interface BadRow {
  readonly line: number;
  readonly fault: string;
}

/** Refuses a file for its bad rows. @throws TidemarkError `input`, always. */
export function refuseRows(path: string, faults: readonly BadRow[], all: number): never {
  throw new TidemarkError("input", `reading ${visibleLine(path)}: ${inWords(faults, all)}. Mend the file, or leave such rows out by --skip-bad-rows`);
}

/** That bad rows were left out, and which. */
export function leftOut(what: "row" | "line", faults: readonly BadRow[], all: number): string {
  return `${all} bad ${all === 1 ? `${what} was` : `${what}s were`} left out: ${inWords(faults, all)}.`;
}

function inWords(faults: readonly BadRow[], all: number): string {
  const told = faults.map(({ line, fault }) => `line ${line}: ${fault}`).join("; ");
  return all > faults.length ? `${told}; and ${all - faults.length} more` : told;
}

/** Whether the lines inside a quoted value are rows that an open quote swallowed: as many values, numbers where the columns are numbers. */
function swallows({ place, value }: NonNullable<RecordEnd["long"]>, dialect: Dialect): boolean {
  const lines = value.split("\n").slice(1);
  let [alike, numbers] = [0, 0];
  for (const [number, line] of lines.entries()) {
    const cells: string[] = [];
    scanRecords(
      line,
      dialect.delimiter,
      (_, cell) => cells.push(cell),
      () => false,
    );
    const last = number === lines.length - 1;
    if (cells.length !== (last ? place + 1 : dialect.columns) || cells.length < 2) continue;
    const asNumbers = cells.filter((_, cell) => dialect.numeric[cell] === true);
    if (asNumbers.some((cell) => cell !== "" && Number.isNaN(plainNumber.read(cell.replace(",", "."))))) continue;
    alike += 1;
    numbers += asNumbers.filter((cell) => cell !== "").length;
  }
  return alike >= MOSTLY * lines.length && (numbers > 0 || lines.length >= LEAST_LINES);
}

const TOTAL = /^(?:grand |sub ?)?(?:totals?|sum|summe|gesamt|insgesamt|totaal|total général|suma)\b/i;
const FIRST_LETTERS: ReadonlySet<number> = new Set(Array.from("tsgiTSGI", (letter) => letter.charCodeAt(0)));

/** Whether a value is a word for a total. */
export function saysTotal(cell: string): boolean {
  return FIRST_LETTERS.has(cell.charCodeAt(0)) && TOTAL.test(cell);
}

/** Where a last record says that it adds up those before it, a word that no row before has; −1: nowhere. @param wasThere whether a row before has a value in a place. */
export function totalIn(cells: readonly string[], wasThere: (place: number, value: string) => boolean): number {
  const adds = cells.some((cell) => cell === "" || !Number.isNaN(plainNumber.read(cell.replaceAll(",", ""))));
  return adds ? cells.findIndex((cell, place) => saysTotal(cell) && !wasThere(place, cell)) : -1;
}

/** That the last row looks like a total. @param place of the word, from 0. */
export function totalNote(line: number, place: number, isLeftOut: boolean): string {
  return `line ${line}, column ${place + 1}, looks like a total of the rows above it; ${isLeftOut ? "it was left out" : "it counts as a row (--skip-bad-rows leaves it out)"}.`;
}
