import type { FormatName } from "./file-formats.ts";

/** What the user says of a file; what is left out is recognised. */
export interface DeclaredFile {
  readonly format?: FormatName | undefined;
  /** One character. */
  readonly delimiter?: string | undefined;
  /** As `TextDecoder` knows it: "latin1", "utf-16le". */
  readonly encoding?: string | undefined;
  readonly decimal?: "." | "," | undefined;
  /** False: the first line is a row. */
  readonly header?: false | undefined;
  /** Leaves out rows that cannot be read, and counts them. */
  readonly skipBadRows?: boolean | undefined;
  /** Values that stand for none, in every column. */
  readonly missing?: readonly string[] | undefined;
  /** Columns that are categories: text as it is written, whatever it looks like. */
  readonly categorical?: readonly string[] | undefined;
  /** Columns that are numbers: what is none is a value of another type. */
  readonly numeric?: readonly string[] | undefined;
  /** Columns that are left out. */
  readonly exclude?: readonly string[] | undefined;
}
