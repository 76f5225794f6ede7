import type { Session } from "chdb";
import { messageOf } from "../../../errors.ts";
import { EngineRefusal, engineExceptionOf, refuse } from "./engine-exception.ts";
import { isReadersFunction } from "./reader-functions.ts";
import { quoteText } from "./sql-tokens.ts";
import { parseStatement, type Statement } from "./statement.ts";
import { syntaxNames } from "./syntax-tree.ts";

/** Nodes whose every part `EXPLAIN AST` prints below them. Not among them: `Set` (settings), `ColumnsApplyTransformer` (hides the function that it applies), and whatever changes something. */
const KINDS = new Set(
  (
    "ArrayJoin Asterisk ColumnsExceptTransformer ColumnsListMatcher ColumnsRegexpMatcher ColumnsReplaceTransformer ColumnsReplaceTransformer::Replacement ColumnsTransformerList DescribeQuery " +
    "ExistsDatabaseQuery ExistsTableQuery ExistsViewQuery Explain ExpressionList Function Identifier InterpolateElement Literal OrderByElement QualifiedAsterisk QualifiedColumnsListMatcher " +
    "QualifiedColumnsRegexpMatcher SampleRatio SelectIntersectExceptQuery SelectQuery SelectWithUnionQuery Subquery TableExpression TableIdentifier TableJoin TablesInSelectQuery " +
    "TablesInSelectQueryElement WindowDefinition WindowListElement WithElement"
  ).split(" "),
);
/** Nodes that print nothing of their conditions: allowed where the query has no brackets, and so neither a function nor a query inside. */
const SHOWS = new Set("ShowColumns ShowCreateDatabaseQuery ShowCreateTableQuery ShowCreateViewQuery ShowFunctions ShowTables".split(" "));

/** Tables of `system` without anything of other users' queries, files or processes. */
const SYSTEM = new Set(
  (
    "asynchronous_metrics columns data_skipping_indices data_type_families databases events formats functions keywords metrics numbers numbers_mt one parts settings table_engines tables time_zones " +
    "zeros zeros_mt"
  ).split(" "),
);

const READONLY = "Cannot execute query in readonly mode: this user";

/**
 * Holds the reader to one statement that only reads tables, by the engine's own reading of it and not by ours: the engine writes the query anew (`formatQuerySingleLine`, which takes one statement and runs nothing),
 * and what is then explained, judged and run is that text. Its tree (`EXPLAIN AST`, which runs nothing either) names every function after unquoting; the text, in which the engine puts a bracket right behind
 * the name of a function, must name no other. @param session with the request's parameters set. @throws EngineRefusal 164, or the engine's own for SQL that is none.
 */
export async function readableStatement(sql: string, defaultFormat: string, session: Session): Promise<Statement> {
  if (sql.includes("\0")) return refuse(62, "Syntax error: a query has no NUL character");
  const canonical = await ask(session, `SELECT formatQuerySingleLine(${quoteText(sql)})`);
  requirePlainText(canonical);
  const statement = parseStatement(canonical, defaultFormat);
  if (statement.kind !== "read" && statement.kind !== "explain") return refuse(164, `${READONLY} may SELECT, SHOW, DESCRIBE, EXISTS and EXPLAIN`);
  requireAllowed(canonical, await ask(session, `EXPLAIN AST ${statement.sql}`));
  return statement;
}

async function ask(session: Session, sql: string): Promise<string> {
  try {
    return (await session.queryAsync(sql, { format: "TSVRaw" })).text().trimEnd();
  } catch (thrown) {
    // The reader's query is inside one of ours; of ours the answer says nothing.
    throw new EngineRefusal(engineExceptionOf(messageOf(thrown).replace(/: In scope SELECT formatQuerySingleLine\([\s\S]*\)(?=\. \()/, "")));
  }
}

const QUOTED = /'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/g;
/** Keywords that the engine prints right before a bracket. */
const BRACKETED = new Set(["columns"]);

/** @param canonical as the engine writes it: no comments, text in single quotes, names in backquotes where they need any. */
function requirePlainText(canonical: string): void {
  const names = canonical.match(QUOTED)?.filter((quoted) => quoted.startsWith("`")) ?? [];
  if (names.some((name) => name.includes("\\"))) refuse(164, `${READONLY} may not name anything with control characters, quotes or backslashes`);
  const text = canonical.replaceAll(QUOTED, (quoted) => (quoted.startsWith("'") ? "''" : `\`${quoted.slice(1, -1).replaceAll(/\W/g, "?")}\``));
  if (/\b(?:INTO OUTFILE|INFILE)\b/i.test(text)) refuse(164, `${READONLY} may not read or write files`);
  if (/\bSETTINGS \w+ = /i.test(text)) refuse(164, `${READONLY} may not give settings in a query; the query string takes limits and output formats`);
  for (const [, plain, quoted] of text.matchAll(/(?:([\w.$?]+)|`([^`]*)`)\(/g)) {
    const name = (plain ?? quoted ?? "").split(".").at(-1) ?? "";
    if (!BRACKETED.has(name.toLowerCase())) requireFunction(name);
  }
}

function requireAllowed(canonical: string, tree: string): void {
  const { kinds, functions, tables, identifiers } = syntaxNames(tree);
  const shows = !canonical.includes("(");
  const kind = kinds.find((name) => !KINDS.has(name) && !(shows && SHOWS.has(name)));
  if (kind !== undefined) refuse(164, `${READONLY} may only read; ${kind} is not among what it may ask`);
  for (const name of functions) requireFunction(name);
  for (const name of tables) requireTable(name);
  for (const name of identifiers) if (/^system\./i.test(name)) requireTable(name.split(".").slice(0, 2).join("."));
}

function requireFunction(name: string): void {
  if (!isReadersFunction(name)) refuse(164, `${READONLY} may not call ${name}()`);
}

/** Of the database `default` a name that is no table's is a file's: the engine's working directory is empty, and a name has no dots or slashes by which to leave it. */
function requireTable(name: string): void {
  if (!/^\w+(\.\w+)?$/.test(name)) refuse(164, `${READONLY} may read tables whose names are letters, digits and underscores, not ${name}`);
  const [database, table = ""] = name.split(".");
  if (database === "system" && !SYSTEM.has(table)) refuse(164, `${READONLY} may not read ${name}`);
}
