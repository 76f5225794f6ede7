import { visibleLine } from "../../../visible-text.ts";

/** What ClickHouse's message says of a file, for people: its first sentence, with the row where it names one; no SQL. */
export function reasonOf(message: string): string {
  const plain = message.replace(/^(?:querying|commanding) ClickHouse: /, "");
  if (/the file is empty|Cannot read rows from the data|Cannot extract table structure/.test(plain)) return "no rows could be read";
  if (/Unknown (?:expression|table)|Syntax error|in scope SELECT|MEMORY_LIMIT|Memory limit/i.test(plain))
    return /memory/i.test(plain) ? "there is too little memory for it" : "the database could not work with it";
  const row = /\(at row (\d+)\)/.exec(plain)?.[1];
  const reason = visibleLine((plain.split(/: \(|\. \(|\n|: While/)[0] ?? plain).replace(/[.:\s]+$/, ""))
    .replace(/^Code: \d+\. DB::Exception: /, "")
    .slice(0, 300);
  return reason === "" ? "the database could not read it" : row === undefined ? reason : `in row ${row}: ${reason}`;
}
