import { refuse } from "./engine-exception.ts";
import { isKeyword, quoteText, type SqlToken, sqlTokens } from "./sql-tokens.ts";

/** What the front does with a query: stream a result, feed an insert with the request's body, or hand it to the engine as it is. */
export type Statement =
  | {
      readonly kind: "read";
      readonly format: string;
      /** The query without its format. */
      readonly sql: string;
      /** SHOW, DESCRIBE, EXISTS: no query that another could hold. */
      readonly catalog: boolean;
      /** The query, its result written to a file or pipe. @param as another format than its own. */
      into(path: string, as?: string): string;
    }
  /** Its result is small and comes whole: the file that `INTO OUTFILE` names would be the explained query's, and nobody would ever write it. */
  | { readonly kind: "explain"; readonly format: string; readonly sql: string }
  | {
      readonly kind: "insert";
      /** Data that followed the format's name in the text of the query. */
      readonly data: string;
      /** The query, its data read from a file. @param compression as ClickHouse calls it, `none` for plain. */
      from(path: string, compression: string): string;
    }
  | { readonly kind: "command"; readonly sql: string };

const CATALOG = new Set(["SHOW", "DESC", "DESCRIBE", "EXISTS"]);
const READS = new Set(["SELECT", "WITH", "FROM", "EXPLAIN", "VALUES", ...CATALOG]);

/** Takes a query apart as far as the front needs. @throws EngineRefusal 62 for an empty query or several statements. */
export function parseStatement(sql: string, defaultFormat: string): Statement {
  const insert = parseInsert(sql);
  if (insert) return insert;
  const tokens = singleStatement(sql);
  const last = tokens.at(-1);
  const first = tokens.find((token) => token.text !== "(");
  if (!first || !last) return refuse(62, "Syntax error: Empty query");
  const text = sql.slice(0, last.end);
  const writesFile = tokens.some((token) => isKeyword(token, "OUTFILE"));
  if (writesFile || first.kind !== "word" || !READS.has(first.text.toUpperCase())) return { kind: "command", sql: text };
  const at = tokens.findLastIndex((token, index) => token.depth === 0 && isFormatClause(tokens, index));
  const [clause, name] = [tokens[at], tokens[at + 1]];
  const format = clause && name ? formatName(name.text) : defaultFormat;
  const [before, after] = clause && name ? [text.slice(0, clause.start), text.slice(name.end)] : [text, ""];
  if (isKeyword(first, "EXPLAIN")) return { kind: "explain", format, sql: `${before}${after}` };
  return {
    kind: "read",
    format,
    sql: `${before}${after}`,
    catalog: CATALOG.has(first.text.toUpperCase()),
    into: (path, as = format) => `${before}${clause ? "" : "\n"}${outfile(path)} FORMAT ${as}${after}`,
  };
}

/** The name of a format, which also goes into the answer's headers; the engine writes `Null` in backquotes. @throws EngineRefusal 73 for anything but letters of ASCII, digits and underscores. */
export function formatName(name: string): string {
  const plain = /^`?(\w+)`?$/.exec(name)?.[1];
  return plain ?? refuse(73, `Unknown format ${name.slice(0, 50)}`);
}

const outfile = (path: string): string => `INTO OUTFILE ${quoteText(path)} APPEND`;

/** `FORMAT name` at the query's end, before nothing or `SETTINGS`. */
function isFormatClause(tokens: readonly SqlToken[], at: number): boolean {
  const after = tokens[at + 2];
  return isKeyword(tokens[at], "FORMAT") && isFormatName(tokens[at + 1]) && (after === undefined || isKeyword(after, "SETTINGS"));
}

const isFormatName = (token: SqlToken | undefined): boolean => token?.kind === "word" || token?.text === "`Null`";

/** The tokens without closing semicolons. */
function singleStatement(sql: string): SqlToken[] {
  const tokens = [...sqlTokens(sql)];
  while (tokens.at(-1)?.text === ";") tokens.pop();
  if (tokens.some((token) => token.kind === "sign" && token.text === ";")) return refuse(62, "Syntax error: Multi-statements are not allowed");
  return tokens;
}

/** `INSERT INTO … [SETTINGS …] FORMAT name data` (or `VALUES` at the end): its head, settings, format and data; undefined for every other query, also INSERT … SELECT. */
function parseInsert(sql: string): Statement | undefined {
  let settings: SqlToken | undefined;
  let before: SqlToken | undefined;
  let seen = 0;
  for (const token of sqlTokens(sql)) {
    if (seen++ === 0 && !isKeyword(token, "INSERT")) return undefined;
    if (token.depth === 0 && (isKeyword(token, "SELECT") || isKeyword(token, "WITH") || isKeyword(token, "INFILE"))) return undefined;
    if (token.depth === 0 && isKeyword(token, "SETTINGS")) settings ??= token;
    if (token.depth === 0 && isKeyword(token, "VALUES"))
      return sql.slice(token.end).trim() === "" ? insertOf(sql, settings, token.start, "Values", "") : undefined;
    if (before && token.depth === 0 && isKeyword(before, "FORMAT"))
      return insertOf(sql, settings, before.start, token.text, sql.slice(token.end).replace(/^\s*?\n|^\s+/, ""));
    before = token;
  }
  return undefined;
}

function insertOf(sql: string, settings: SqlToken | undefined, formatStart: number, format: string, data: string): Statement {
  const head = sql.slice(0, settings?.start ?? formatStart);
  const clause = settings ? sql.slice(settings.start, formatStart) : "";
  return {
    kind: "insert",
    data,
    from: (path, compression) => `${head} FROM INFILE ${quoteText(path)} COMPRESSION ${quoteText(compression)} ${clause} FORMAT ${format}`,
  };
}
