import { type BadRow, faultOf, leftOut, refuseRows, saysTotal, TOLD, totalIn, totalNote } from "./bad-rows.ts";
import type { DeclaredFile } from "./declared-file.ts";
import type { Dialect } from "./dialect.ts";
import { scanRecords } from "./scan-records.ts";

/** What was read of them. */
export interface RecordsRead {
  readonly rows: number;
  /** Whether the last row looks like a total. */
  readonly isTotal: boolean;
  readonly notes: readonly string[];
}

/** The records of delimited text, whole or piece by piece: rows are handed on, those that cannot be read are told, blank lines counted, the last row is held back: it may be a total of those above it. */
export class Records {
  readonly #dialect: Dialect;
  readonly #skipBadRows: boolean;
  readonly #put: (cells: readonly string[]) => void;
  #line: number;
  #faults: BadRow[] = [];
  #bad = 0;
  #blanks = 0;
  #rows = 0;
  /** Words for a total that rows had before, by their place. */
  readonly #totals = new Set<string>();
  #last: { readonly cells: readonly string[]; readonly line: number } | null = null;

  constructor(dialect: Dialect, { skipBadRows = false }: DeclaredFile, put: (cells: readonly string[]) => void) {
    this.#dialect = dialect;
    this.#skipBadRows = skipBadRows;
    this.#put = put;
    this.#line = dialect.rows.line;
  }

  /** Goes on with a piece of the text, from `at`. @param isLast whether nothing follows. @returns where to go on: a record that the piece's end cuts is left to the next. */
  read(text: string, at: number, isLast: boolean): number {
    let [cells, read]: [string[], number] = [[], at];
    scanRecords(
      text,
      this.#dialect.delimiter,
      (_, value) => cells.push(value),
      (record) => {
        if (!isLast && record.end >= text.length) return false;
        const values = cells;
        cells = [];
        read = record.end;
        this.#line = record.nextLine;
        const fault = record.blank ? null : faultOf(record, this.#dialect);
        if (record.blank) this.#blanks += 1;
        else if (fault !== null) this.#isBad({ line: record.line, fault });
        else {
          if (this.#last !== null) this.#row(this.#last.cells);
          this.#last = { cells: values, line: record.line };
        }
        return true;
      },
      { at, line: this.#line },
    );
    return read;
  }

  /** Hands on the last row, unless it is a total that is to be left out. @throws TidemarkError `input` for rows that cannot be read, unless they are to be left out. */
  end(path: string): RecordsRead {
    if (this.#bad > 0 && !this.#skipBadRows) refuseRows(path, this.#faults, this.#bad);
    const last = this.#last;
    const total = last === null || this.#rows < 2 ? -1 : totalIn(last.cells, (place, value) => this.#totals.has(`${place} ${value}`));
    if (last !== null && (total < 0 || !this.#skipBadRows)) this.#row(last.cells);
    return {
      rows: this.#rows,
      isTotal: total >= 0,
      notes: [
        ...(this.#bad > 0 ? [leftOut("row", this.#faults, this.#bad)] : []),
        ...(this.#blanks > 0 ? [`${this.#blanks} blank ${this.#blanks === 1 ? "line is no row" : "lines are no rows"}.`] : []),
        ...(total < 0 ? [] : [totalNote(last?.line ?? 0, total, this.#skipBadRows)]),
      ],
    };
  }

  #row(cells: readonly string[]): void {
    this.#put(cells);
    // By place: an array of pairs a row would cost a twentieth of the reading.
    for (let place = 0; place < cells.length; place++) {
      const cell = cells[place] as string;
      if (saysTotal(cell)) this.#totals.add(`${place} ${cell}`);
    }
    this.#rows += 1;
  }

  #isBad(told: BadRow): void {
    this.#bad += 1;
    if (this.#faults.length < TOLD) this.#faults.push(told);
  }
}
