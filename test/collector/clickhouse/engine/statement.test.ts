import { describe, expect, test } from "vitest";
import { parseStatement } from "../../../../collector/clickhouse/engine/statement.ts";
import { sqlTokens } from "../../../../collector/clickhouse/engine/sql-tokens.ts";

describe("a result goes to a pipe", () => {
  test.each([
    ["without a format: the default one", "SELECT 1", "SELECT 1\nINTO OUTFILE '/p' APPEND FORMAT TSV"],
    ["with a format: before it", "SELECT 1 FORMAT JSON", "SELECT 1 INTO OUTFILE '/p' APPEND FORMAT JSON"],
    ["settings after the format stay there", "SELECT 1 FORMAT JSON SETTINGS a = 1", "SELECT 1 INTO OUTFILE '/p' APPEND FORMAT JSON SETTINGS a = 1"],
    ["settings before the format stay there", "SELECT 1 SETTINGS a = 1 FORMAT JSON", "SELECT 1 SETTINGS a = 1 INTO OUTFILE '/p' APPEND FORMAT JSON"],
    ["a closing semicolon and comment fall away", "SELECT 1; -- done", "SELECT 1\nINTO OUTFILE '/p' APPEND FORMAT TSV"],
    ["a column called format is none", "SELECT format FROM t", "SELECT format FROM t\nINTO OUTFILE '/p' APPEND FORMAT TSV"],
    ["a format in a text is none", "SELECT ' FORMAT JSON'", "SELECT ' FORMAT JSON'\nINTO OUTFILE '/p' APPEND FORMAT TSV"],
    ["a comment may come first", "/* a; b */ SELECT ';'", "/* a; b */ SELECT ';'\nINTO OUTFILE '/p' APPEND FORMAT TSV"],
  ])("%s", (_rule, sql, expected) => {
    const statement = parseStatement(sql, "TSV");
    expect(statement.kind === "read" && statement.into("/p")).toBe(expected);
  });
});

describe("an insert's data comes from a file", () => {
  test.each([
    ["the format's data", "INSERT INTO t FORMAT JSONEachRow", "INSERT INTO t  FROM INFILE '/f' COMPRESSION 'none'  FORMAT JSONEachRow", ""],
    [
      "settings come after the file",
      "INSERT INTO t (a, b) SETTINGS x = 1 FORMAT CSV",
      "INSERT INTO t (a, b)  FROM INFILE '/f' COMPRESSION 'none' SETTINGS x = 1  FORMAT CSV",
      "",
    ],
    [
      "data behind the format is kept apart",
      'INSERT INTO t FORMAT JSONEachRow\n{"a": "; FORMAT"}',
      "INSERT INTO t  FROM INFILE '/f' COMPRESSION 'none'  FORMAT JSONEachRow",
      '{"a": "; FORMAT"}',
    ],
    ["VALUES without values wait for the body", "insert into t values", "insert into t  FROM INFILE '/f' COMPRESSION 'none'  FORMAT Values", ""],
  ])("%s", (_rule, sql, expected, data) => {
    const statement = parseStatement(sql, "TSV");
    expect(statement.kind === "insert" && [statement.from("/f", "none"), statement.data]).toEqual([expected, data]);
  });
});

describe("the rest goes to the engine as it is", () => {
  test.each([
    "CREATE TABLE t (a UInt8) ENGINE = Memory",
    "INSERT INTO t SELECT 1",
    "INSERT INTO t VALUES (1)",
    "SELECT 1 INTO OUTFILE '/x'",
    "SET a = 1",
    "INSERT INTO t FROM INFILE '/x' FORMAT CSV",
  ])("%s", (sql) => {
    expect(parseStatement(sql, "TSV")).toEqual({ kind: "command", sql });
  });
});

test("words, texts and names are told apart, escapes and all", () => {
  expect([...sqlTokens("a 'it''s' 'x\\'y' `b``c` \"d\" (e) -- f\n# g\n/* h */ $$ i; $$ 1.5")].map(({ kind, text, depth }) => [kind, text, depth])).toEqual([
    ["word", "a", 0],
    ["text", "'it''s'", 0],
    ["text", "'x\\'y'", 0],
    ["name", "`b``c`", 0],
    ["name", '"d"', 0],
    ["sign", "(", 0],
    ["word", "e", 1],
    ["sign", ")", 0],
    ["text", "$$ i; $$", 0],
    ["word", "1", 0],
    ["sign", ".", 0],
    ["word", "5", 0],
  ]);
});
