import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createStore } from "../../../../collector/clickhouse/clickhouse-store.ts";
import { openEngineHere } from "../../../../collector/clickhouse/engine/engine-here.ts";
import type { QueryParameters, Store } from "../../../../collector/clickhouse/store.ts";
import { TidemarkError } from "../../../../errors.ts";
import { startTestClickHouse, type TestClickHouse } from "../../../support/clickhouse.ts";

let directory: string;
let here: Store;
let apart: TestClickHouse;
let overHttp: Store;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-here-"));
  const opened = await openEngineHere(directory);
  if (opened === undefined) throw new Error("this process has an engine already");
  here = opened;
  apart = await startTestClickHouse();
  overHttp = createStore({ ...apart, database: "default" });
});
afterAll(async () => {
  await here[Symbol.asyncDispose]();
  await overHttp[Symbol.asyncDispose]();
  await apart[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const outcomeOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.catch((thrown: unknown) =>
    thrown instanceof TidemarkError ? { code: thrown.code, says: /DB::Exception: [^:.]{5,40}/.exec(thrown.message)?.[0] } : thrown,
  );

describe("an engine in this process answers as one of its own does", () => {
  test.each<{ rule: string; sql: string; parameters?: QueryParameters }>([
    { rule: "numbers and texts", sql: "SELECT number AS n, toString(number) AS t FROM numbers(3)" },
    { rule: "no rows", sql: "SELECT 1 AS x WHERE 0" },
    { rule: "whole numbers to 2^53", sql: "SELECT toUInt64(9007199254740991) AS x" },
    { rule: "a text with everything", sql: "SELECT {text: String} AS x", parameters: { text: 'it\'s \\ a\ttab, a\nline, 日本, "quoted"' } },
    { rule: "a list of texts", sql: "SELECT {texts: Array(String)} AS x", parameters: { texts: ["a'b", "c\\d", "e,f", "", "g\nh"] } },
    {
      rule: "numbers, whole and not, and none",
      sql: "SELECT {a: Int64} AS a, {b: Float64} AS b, {c: Array(Float64)} AS c",
      parameters: { a: -5, b: 1.5e-7, c: [0.1, 2] },
    },
    { rule: "a list of none", sql: "SELECT {none: Array(UInt32)} AS x", parameters: { none: [] } },
    { rule: "times in several writings", sql: "SELECT toUnixTimestamp(CAST('2026-01-02T03:04:05Z', 'DateTime(\\'UTC\\')')) AS x" },
    { rule: "a query that is none", sql: "SELEC 1" },
    { rule: "a table that is not there", sql: "SELECT * FROM no_such_table" },
    { rule: "a failure while it runs", sql: "SELECT throwIf(number = 100000) FROM numbers(200000)" },
  ])("$rule", async ({ sql, parameters = {} }) => {
    expect(await outcomeOf(here.query(sql, parameters))).toEqual(await outcomeOf(overHttp.query(sql, parameters)));
  });

  test.each([
    { rule: "a result of many blocks", sql: "SELECT number FROM numbers(300000) FORMAT RowBinary" },
    { rule: "one row of Native", sql: "SELECT groupArray(number) AS x FROM numbers(100000) FORMAT Native" },
    { rule: "a query that fails before its result", sql: "SELECT * FROM no_such_table FORMAT Native", code: "conflict" },
    // Over HTTP it is known only that the answer broke off.
    { rule: "one that fails within it", sql: "SELECT throwIf(number = 900000), number FROM numbers(1000000) FORMAT RowBinary", code: "input" },
  ])("read as it comes: $rule", async ({ sql, code }) => {
    const bytes = async (store: Store): Promise<number> => {
      let sum = 0;
      for await (const chunk of await store.read(sql)) for (const byte of chunk) sum = (sum * 31 + byte) % 1_000_003;
      return sum;
    };
    expect(await outcomeOf(bytes(here))).toEqual(code === undefined ? await bytes(overHttp) : expect.objectContaining({ code }));
  });

  test("rows inserted are there; a row that fits no column is refused", async () => {
    for (const store of [here, overHttp]) {
      await store.command("CREATE TABLE kept (a Int64, b Nullable(String)) ENGINE = MergeTree ORDER BY a");
      await store.insert("kept", [
        { a: 1, b: "x" },
        { a: 2, b: null },
      ]);
      await store.insert("kept", Buffer.from('{"a":3,"b":"z"}\n'));
      expect(await store.query("SELECT * FROM kept ORDER BY a")).toEqual([
        { a: 1, b: "x" },
        { a: 2, b: null },
        { a: 3, b: "z" },
      ]);
      await expect(store.insert("kept", Buffer.from("not json\n"))).rejects.toMatchObject({ code: "input" });
    }
  });

  test("a reader that has enough leaves nothing behind: more queries than may run at once follow", async () => {
    for (let time = 0; time < 8; time++)
      for await (const chunk of await here.read("SELECT number FROM numbers(10000000) FORMAT RowBinary")) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
    expect(await Promise.all(Array.from({ length: 8 }, (_, n) => here.query("SELECT {n: UInt8} AS n", { n })))).toEqual(
      Array.from({ length: 8 }, (_, n) => [{ n }]),
    );
  });
});

test("a process has one: a second is not opened, so that the caller starts a process for it", async () => {
  expect(await openEngineHere(join(directory, "second"))).toBeUndefined();
});
