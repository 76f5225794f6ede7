import { parseJson } from "../../../collector/clickhouse/parse-json.ts";
import { messageOf } from "../../../errors.ts";
import { type BadRow, leftOut, refuseRows, TOLD } from "./bad-rows.ts";

/** A number token that JSON does not have, as Python writes it; strings are passed over. */
const TOKENS = /"(?:[^"\\]|\\.)*"|(-?\bInfinity\b|\bNaN\b)/g;
const SEPARATOR = "_";
/** How deep objects are taken apart. */
const MOST_DEPTH = 8;

/** The rows of JSON lines, whole or piece by piece: objects or arrays are handed on, lines that are neither are told. */
export class JsonRows {
  readonly #skipBadRows: boolean;
  readonly #put: (row: object) => void;
  readonly #faults: BadRow[] = [];
  #bad = 0;
  #line = 0;

  constructor(skipBadRows: boolean, put: (row: object) => void) {
    this.#skipBadRows = skipBadRows;
    this.#put = put;
  }

  /** Goes on with a piece of the text. @param isLast whether nothing follows. @returns where to go on: a line that the piece's end cuts is left to the next. */
  read(text: string, isLast: boolean): number {
    let at = 0;
    while (at < text.length) {
      const end = text.indexOf("\n", at);
      if (end < 0 && !isLast) break;
      this.#read(text.slice(at, end < 0 ? text.length : end));
      at = end < 0 ? text.length : end + 1;
    }
    return at;
  }

  /** What was left out, in sentences. @throws TidemarkError `input` for lines that cannot be read, unless they are to be left out. */
  end(path: string): readonly string[] {
    if (this.#bad > 0 && !this.#skipBadRows) refuseRows(path, this.#faults, this.#bad);
    return this.#bad > 0 ? [leftOut("line", this.#faults, this.#bad)] : [];
  }

  #read(written: string): void {
    this.#line += 1;
    if (written.trim() === "") return;
    try {
      const value = jsonValue(written);
      if (typeof value !== "object" || value === null) throw new TypeError("it is no object");
      this.#put(value);
    } catch (thrown) {
      this.#bad += 1;
      if (this.#faults.length < TOLD) this.#faults.push({ line: this.#line, fault: messageOf(thrown).split(" in JSON")[0] ?? "" });
    }
  }
}

/** JSON with the tokens NaN and Infinity, which are no values. @throws SyntaxError for what is none. */
export function jsonValue(text: string): unknown {
  const tokens = text.includes("NaN") || text.includes("Infinity");
  return parseJson(tokens ? text.replace(TOKENS, (all, token?: string) => (token === undefined ? all : "null")) : text);
}

/** The cells of a row: objects within objects are columns whose names are joined by "_", as the sidecar makes them. @param names of an array's places. */
export function putCells(row: unknown, names: readonly string[] | undefined, put: (name: string, value: string | number | null) => void): void {
  const take = (name: string, value: unknown, depth: number): void => {
    if (isObject(value) && depth < MOST_DEPTH)
      // By key: pairs would be an array a cell.
      for (const key of Object.keys(value)) take(name === "" ? key : `${name}${SEPARATOR}${key}`, value[key], depth + 1);
    else if (value === null || value === undefined || value === "") put(name, null);
    else put(name, typeof value === "number" || typeof value === "string" ? value : JSON.stringify(value));
  };
  if (Array.isArray(row)) row.forEach((value, place) => take(names?.[place] ?? `f${place}`, value, 1));
  else take("", row, 0);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
