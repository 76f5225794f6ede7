import type { MemoryColumn } from "../memory/memory-column.ts";

/** A file in memory, before it is decided what its columns are. */
export interface RawTable {
  readonly rows: number;
  readonly columns: readonly RawColumn[];
  /** Sentences on what was left out or renamed. */
  readonly notes: readonly string[];
  /** How it is written: "semicolon", "Latin-1". */
  readonly words: readonly string[];
  /** The sign of decimals as the file's dialect has it; null where it says nothing. */
  readonly decimal: "." | "," | null;
}

export interface RawColumn {
  readonly name: string;
  readonly column: MemoryColumn;
  /** Rows by the word that stood for a missing value in a column of numbers. */
  readonly missingWords: ReadonlyMap<string, number>;
}
