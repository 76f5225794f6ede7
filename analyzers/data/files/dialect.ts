import { plainNumber } from "../natures/number-readings.ts";
import { isoTime } from "../natures/time-readings.ts";
import type { DeclaredFile } from "./declared-file.ts";
import { scanRecords } from "./scan-records.ts";

/** How a file of delimited text is written. */
export interface Dialect {
  readonly delimiter: string;
  /** Names as they stand there; null where the first line is a row. */
  readonly header: readonly string[] | null;
  /** Columns of a record. */
  readonly columns: number;
  /** Where the first row begins, and its line. */
  readonly rows: { readonly at: number; readonly line: number };
  /** Records before the first row: a hint, a header. */
  readonly before: number;
  /** Whether the rows have one value more than the header, in front: names of rows, as R writes them. */
  readonly rowNames: boolean;
  /** By place: whether the sample's values are numbers. */
  readonly numeric: readonly boolean[];
}

const DELIMITERS = [",", ";", "\t", "|"] as const;
/** Names of the delimiters, for people. */
export const DELIMITER_WORDS: Readonly<Record<string, string>> = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", " ": "space", ":": "colon" };
/** Taken only where they part every record into as many values, and none of the usual ones does. */
const RARE_DELIMITERS = ["^", "~", ":", "\u0001", "\u001f"] as const;
const SAMPLE_RECORDS = 500;
/** Of wide text fewer records are enough, but never fewer than these. */
const SAMPLE_CHARACTERS = 1_000_000;
const FEWEST_RECORDS = 50;
/** A delimiter shows in fewer still: each is tried. */
const TRIED_CHARACTERS = 100_000;
const FEWEST_TRIED = 20;
const TRIED = [TRIED_CHARACTERS, FEWEST_TRIED] as const;
const MOST_CHARACTERS = 4_000_000;

/** Recognises the dialect by the first records; what is declared is as declared. */
export function dialectOf(text: string, declared: DeclaredFile): Dialect {
  const hint = /^sep=(.)\r?\n/i.exec(text.slice(0, 8));
  const from = hint === null ? { at: 0, line: 1 } : { at: hint[0].length, line: 2 };
  const delimiter = declared.delimiter ?? hint?.[1] ?? likeliest(text, from);
  const records = sample(text, delimiter, from);
  const [first, ...rest] = records;
  const cells = first?.cells ?? [];
  const usual = commonest(rest.map((record) => record.cells.length)) ?? cells.length;
  const longer = usual === cells.length + 1 && rest.every((record) => record.cells.length === usual);
  // A delimiter at the end of each row and not of the header is no column of its own.
  const trailing = longer && rest.every((record) => record.cells.at(-1) === "");
  const rowNames = longer && !trailing && areNames(rest.map((record) => record.cells));
  const columns = trailing || rowNames ? usual : cells.length;
  const numeric = Array.from({ length: columns }, (_, place) => isNumeric(rest.map((record) => record.cells[place] ?? "")));
  const header = declared.header === false || (declared.header === undefined && looksLikeValues(cells, numeric)) ? null : cells;
  return {
    delimiter,
    header,
    columns,
    rows: header === null ? from : (first?.after ?? from),
    before: (hint === null ? 0 : 1) + (header === null ? 0 : 1),
    rowNames,
    numeric,
  };
}

interface Sampled {
  readonly cells: readonly string[];
  readonly after: { readonly at: number; readonly line: number };
}

/** The first records: 500, or as many as there are in so many characters, and a few in any case. */
function sample(
  text: string,
  delimiter: string,
  from: { readonly at: number; readonly line: number },
  [characters, fewest]: readonly [number, number] = [SAMPLE_CHARACTERS, FEWEST_RECORDS],
): readonly Sampled[] {
  const records: Sampled[] = [];
  let cells: string[] = [];
  scanRecords(
    text,
    delimiter,
    (_, value) => cells.push(value),
    ({ end, blank }) => {
      if (!blank) records.push({ cells, after: { at: end, line: records.length > 0 ? 0 : from.line + lines(text, from.at, end) } });
      cells = [];
      return records.length < SAMPLE_RECORDS && end < (records.length < fewest ? MOST_CHARACTERS : characters);
    },
    from,
  );
  return records;
}

function lines(text: string, from: number, to: number): number {
  return text.slice(from, to).split("\n").length - 1;
}

/** Whether the values in front are names of rows as R writes them: numbers that count up, or texts, each there once; and no value is cut in two by single quotes. */
function areNames(records: readonly (readonly string[])[]): boolean {
  const names = records.map(([name = ""]) => name);
  const [first = ""] = names;
  const isCut = records.some((cells) => cells.some((cell) => /^'[^']*$/.test(cell)) && cells.some((cell) => /^[^']*'$/.test(cell)));
  if (isCut || new Set(names).size < names.length) return false;
  return names.every((name, place) => Number(name) === Number(first) + place) || !names.some((name) => isNumber(name) || name === "");
}

/** The delimiter under which the most records have as many values as the header, more than one; a rare one or a space only where nothing else parts them. */
function likeliest(text: string, from: { readonly at: number; readonly line: number }): string {
  const rated = DELIMITERS.map((delimiter) => ({ delimiter, rating: rate(sample(text, delimiter, from, TRIED)) }));
  const best = rated.reduce((most, one) => (one.rating > most.rating ? one : most));
  if (best.rating < 0.99) {
    if (areDecimals(sample(text, ",", from, TRIED))) return ";";
    const rare = RARE_DELIMITERS.find((delimiter) => partsEach(sample(text, delimiter, from, TRIED)));
    if (rare !== undefined) return rare;
  }
  if (best.rating > 0) return best.delimiter;
  return rate(sample(text, " ", from, TRIED)) > 0.99 && /^\S+(?: +\S+)+ *\r?\n/.test(text.slice(from.at)) ? " " : ",";
}

/** Whether commas are those of decimals: one name, and numbers with one comma under it. */
function areDecimals([first, ...rest]: readonly Sampled[]): boolean {
  const written = rest.map(({ cells }) => cells);
  return (
    first?.cells.length === 1 &&
    rest.length > 0 &&
    written.every((cells) => cells.length === 1 || (cells.length === 2 && /^[-+]?\d+$/.test(cells[0] ?? "") && /^\d+$/.test(cells[1] ?? ""))) &&
    written.some((cells) => cells.length === 2) &&
    !areNames(written)
  );
}

/** Whether every record has as many values, more than one, under names. */
function partsEach([first, ...rest]: readonly Sampled[]): boolean {
  const names = first?.cells ?? [];
  return (
    names.length > 1 && rest.length > 0 && rest.every(({ cells }) => cells.length === names.length) && names.every((name) => /^\D+$/.test(name.slice(0, 1)))
  );
}

/** The share of records with as many values as the first; half of it where the first has others, none where that is one. */
function rate(records: readonly Sampled[]): number {
  const counts = records.map(({ cells }) => cells.length);
  const [first = 0, ...rest] = counts;
  const usual = commonest(rest) ?? first;
  if (usual < 2) return first > 1 && rest.length > 0 ? 0.01 : first > 1 ? 1 : 0;
  const share = rest.filter((count) => count === usual).length / Math.max(1, rest.length);
  return usual === first ? share : usual === first + 1 && share === 1 && first > 1 ? 0.9 : share / 4;
}

function commonest(counts: readonly number[]): number | undefined {
  const groups = [...Map.groupBy(counts, (count) => count)];
  return groups.reduce<readonly [number, number] | undefined>(
    (most, [count, all]) => (most === undefined || all.length > most[1] ? [count, all.length] : most),
    undefined,
  )?.[0];
}

function isNumeric(values: readonly string[]): boolean {
  const there = values.filter((value) => value !== "");
  return there.length > 0 && there.every((value) => isNumber(value) || /^(?:NA|N\/A|NaN|nan|null|NULL|None)$/.test(value)) && there.some(isNumber);
}

function isNumber(value: string): boolean {
  return !Number.isNaN(plainNumber.read(value)) || /^[-+]?\d+,\d+$/.test(value);
}

/** A first line with a number in a column of numbers, or a time, is a row; unless its numbers count up, as names of unnamed columns do, or years. */
function looksLikeValues(cells: readonly string[], numeric: readonly boolean[]): boolean {
  const numbers = cells.filter(isNumber).map(Number);
  if (new Set(cells).size === cells.length && numbers.length > 1 && numbers.every((number, place) => place === 0 || number === (numbers[place - 1] ?? 0) + 1))
    return false;
  if (cells.length === 1 && numbers.length === 1 && (cells[0] === "0" || cells[0] === "1")) return false;
  if (cells.some((cell) => !Number.isNaN(isoTime.read(cell)))) return true;
  return (
    cells.some((cell, place) => isNumber(cell) && numeric[place] === true) &&
    cells.every((cell, place) => isNumber(cell) || cell === "" || numeric[place] !== true)
  );
}
