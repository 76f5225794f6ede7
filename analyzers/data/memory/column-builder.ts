import { CODED_SHARE, commaNumber, isCode, plainNumber, pointNumber } from "../natures/number-readings.ts";
import type { MemoryColumn } from "./memory-column.ts";

const FIRST_ROWS = 1024;
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/;
/** Of the values of a column of numbers so many may be something else before it is taken for text. */
const STRANGE_SHARE = 0.1;
/** Signs that a whole number beyond 2⁵³ has at least. */
const LONG = 16;
const ENDLESS = /^[-+]?inf(?:inity)?$/i;
const [PLUS, POINT, ZERO, NINE] = [43, 46, 48, 57];

/** Gathers a column row by row: numbers as numbers as long as they are that, else texts, each distinct one once. */
export class ColumnBuilder {
  #numbers = new Float64Array(FIRST_ROWS).fill(Number.NaN);
  /** In a column of numbers the rows with another text, missing words among them. */
  #others = new Map<number, string>();
  #codes: Int32Array | null = null;
  readonly #levels = new Map<string, number>();
  #filled = 0;
  #strange = 0;
  #coded = 0;
  /** Whether a whole number is there that a number cannot hold. */
  #long = false;
  /** Texts that number columns would lose, by row, where they cannot be read again. */
  readonly #written = new Map<number, string>();
  readonly #keep: boolean;
  readonly #missing: ReadonlySet<string>;

  /** Whether numbers lost their spelling when the column turned out to be text: `1.0` is there as `1`. */
  lossy = false;

  /** @param missing words that say that there is no value. @param text whether the column is known to be text. @param keep whether spellings are kept, since they cannot be read again. */
  constructor(missing: ReadonlySet<string>, text = false, keep = false) {
    this.#missing = missing;
    this.#keep = keep;
    if (text) this.#codes = new Int32Array(FIRST_ROWS).fill(-1);
  }

  add(row: number, value: string | number): void {
    if (this.#codes !== null) return this.#addText(row, typeof value === "number" ? String(value) : value);
    if (row >= this.#numbers.length) this.#numbers = grown(this.#numbers, row, (length) => new Float64Array(length).fill(Number.NaN));
    const number = typeof value === "number" ? value : numberIn(value);
    if (number !== null) {
      this.#numbers[row] = number;
      this.#filled += 1;
      if (typeof value !== "string") return;
      if (value.length > 1 && value.charCodeAt(0) === ZERO && value.charCodeAt(1) !== POINT && isCode(value)) this.#coded += 1;
      if (value.length >= LONG && /^[-+]?\d+$/.test(value) && !Number.isSafeInteger(number)) this.#long = true;
      if (this.#keep && String(number) !== value) this.#written.set(row, value);
      return;
    }
    this.#others.set(row, String(value));
    if (this.#missing.has(String(value))) return;
    this.#strange += 1;
    if (this.#strange > FIRST_ROWS / 4 && this.#strange > STRANGE_SHARE * (this.#filled + this.#strange)) this.#becomeText();
  }

  build(rows: number): MemoryColumn {
    if (this.#codes === null && this.#strange > STRANGE_SHARE * (this.#filled + this.#strange)) this.#becomeText();
    // Nothing but missing words, nothing at all, codes, numbers that must keep every digit, or numbers some of which are written in another way.
    if (this.#codes === null && (this.#filled === 0 || this.#long || this.#coded > CODED_SHARE * (this.#filled + this.#strange) || this.#isWrittenOtherwise()))
      this.#becomeText();
    if (this.#codes !== null) {
      const codes =
        this.#codes.length >= rows ? this.#codes.subarray(0, rows) : grown(this.#codes, rows, (length) => new Int32Array(length).fill(-1)).subarray(0, rows);
      return { kind: "texts", codes, levels: [...this.#levels.keys()], missing: this.#missing };
    }
    const values =
      this.#numbers.length >= rows
        ? this.#numbers.slice(0, rows)
        : grown(this.#numbers, rows, (length) => new Float64Array(length).fill(Number.NaN)).slice(0, rows);
    return { kind: "numbers", values, strange: new Map([...this.#others].filter(([, text]) => !this.#missing.has(text))) };
  }

  /** Rows by the missing word that stood there. */
  missingWords(): ReadonlyMap<string, number> {
    const words = new Map<string, number>();
    for (const text of this.#others.values()) if (this.#missing.has(text)) words.set(text, (words.get(text) ?? 0) + 1);
    return words;
  }

  #isWrittenOtherwise(): boolean {
    const others = [...this.#others.values()].filter((text) => !this.#missing.has(text));
    return others.some((text) => [pointNumber, commaNumber].some((reading) => !Number.isNaN(reading.read(text))));
  }

  #becomeText(): void {
    const numbers = this.#numbers;
    this.#codes = new Int32Array(numbers.length).fill(-1);
    this.lossy = this.#filled > 0;
    for (let row = 0; row < numbers.length; row++) if (!Number.isNaN(numbers[row])) this.#addText(row, this.#written.get(row) ?? String(numbers[row]));
    for (const [row, text] of this.#others) this.#addText(row, text);
    this.#numbers = new Float64Array(0);
    this.#others = new Map();
  }

  #addText(row: number, text: string): void {
    if (this.#codes === null) return;
    if (row >= this.#codes.length) this.#codes = grown(this.#codes, row, (length) => new Int32Array(length).fill(-1));
    let code = this.#levels.get(text);
    if (code === undefined) {
      code = this.#levels.size;
      this.#levels.set(text, code);
    }
    this.#codes[row] = code;
  }
}

/** The number that a text is, null: none. Most are read without the pattern, which costs more than the reading. */
function numberIn(text: string): number | null {
  const first = text.charCodeAt(0);
  const second = text.charCodeAt(1);
  const last = text.charCodeAt(text.length - 1);
  // No blanks around it, and no 0x1f.
  if (first >= PLUS && first <= NINE && last <= NINE && last >= POINT && !(second > NINE)) {
    const number = Number(text);
    if (!Number.isNaN(number)) return number;
  }
  return NUMBER.test(text) ? Number(text) : ENDLESS.test(text) ? plainNumber.read(text) : null;
}

function grown<T extends Float64Array | Int32Array>(values: T, row: number, make: (length: number) => T): T {
  const larger = make(Math.max(FIRST_ROWS, 2 * values.length, row + 1));
  larger.set(values);
  return larger;
}
