import type { Session } from "chdb";
import type { Statement } from "../statement.ts";
import type { ResultColumn } from "./native-blocks.ts";

/** Settings under which the engine describes a result: each column in one row, each type as Native writes it. */
export const PLAIN_TYPES = [
  ["print_pretty_type_names", "0"],
  ["describe_include_subcolumns", "0"],
] as const;

/** The columns that a query's result has, by the engine's own analysis, which runs nothing. What SHOW, DESCRIBE, EXISTS and EXPLAIN answer is small and cannot be described (by a reader): it is asked for with its types. */
export async function resultColumns(statement: Extract<Statement, { kind: "read" | "explain" }>, session: Session): Promise<readonly ResultColumn[]> {
  if (statement.kind === "explain" || statement.catalog) {
    const [names = [], types = []] = await lines(session, statement.sql, "JSONCompactStringsEachRowWithNamesAndTypes");
    return names.map((name, index) => ({ name, type: types[index] ?? "" }));
  }
  const rows = await lines(session, `DESCRIBE (${statement.sql}\n)`, "JSONCompactStringsEachRow");
  return rows.map(([name = "", type = ""]) => ({ name, type }));
}

async function lines(session: Session, sql: string, format: string): Promise<readonly (readonly string[])[]> {
  const text = (await session.queryAsync(sql, { format })).text();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as readonly string[]);
}
