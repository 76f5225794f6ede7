/** A writing of numbers, times or truth values in text, and how to read it; in JavaScript and in SQL alike. */
export interface Reading {
  readonly name: string;
  readonly kind: "number" | "time" | "boolean";
  /** For people: "decimal comma", "day first"; empty: the writing that needs no word. */
  readonly words: string;
  /** Numbers as they are, times in seconds since 1970 (UTC where no zone is written), truth as 1 and 0; NaN of anything else. */
  readonly read: (text: string) => number;
  /** The same of an expression of type String or Nullable(String); NULL of anything else. */
  readonly sql: (text: string) => string;
}

/** A text in SQL, for patterns and words of our own. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
