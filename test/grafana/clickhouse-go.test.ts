import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestClickHouse, type TestClickHouse } from "../support/clickhouse.ts";
import { boards, expanded } from "./support/boards.ts";
import { MODELS, seedTwoModels } from "./support/two-models.ts";
import { askWithGo, buildGoClient, noGoBecause, type Order, type Read } from "./support/go-client.ts";

const noGo = await noGoBecause();
if (noGo !== undefined) console.warn(`skipped: ${noGo}`);

/** [what is selected, the type that the driver names, what it reads (as Go's JSON)]. */
const VALUES: readonly (readonly [sql: string, type: string, value: unknown])[] = [
  ["toUInt8(255)", "UInt8", 255],
  ["toInt64(-9000000000)", "Int64", -9_000_000_000],
  ["toUInt128(7)", "UInt128", 7],
  ["toInt256(-7)", "Int256", -7],
  ["toFloat64(0.1)", "Float64", 0.1],
  ["toDecimal64(1.25, 3)", "Decimal(18, 3)", "1.25"],
  ["toDecimal128(-1.5, 5)", "Decimal(38, 5)", "-1.5"],
  ["true", "Bool", true],
  ["'it''s é'", "String", "it's é"],
  ["toFixedString('abc', 3)", "FixedString(3)", "abc"],
  ["toUUID('00000000-0000-0000-0000-0000000000a1')", "UUID", "00000000-0000-0000-0000-0000000000a1"],
  ["toIPv4('10.0.0.1')", "IPv4", "10.0.0.1"],
  ["toIPv6('::1')", "IPv6", "::1"],
  ["toDate('2026-01-02')", "Date", "2026-01-02T00:00:00Z"],
  ["toDate32('1950-01-02')", "Date32", "1950-01-02T00:00:00Z"],
  ["toDateTime('2026-01-02 03:04:05', 'UTC')", "DateTime('UTC')", "2026-01-02T03:04:05Z"],
  ["toDateTime('2026-01-02 03:04:05', 'America/New_York')", "DateTime('America/New_York')", "2026-01-02T03:04:05-05:00"],
  ["toDateTime64('2026-01-02 03:04:05.678', 3, 'UTC')", "DateTime64(3, 'UTC')", "2026-01-02T03:04:05.678Z"],
  ["CAST('b', 'Enum8(\\'a\\' = 1, \\'b\\' = 2)')", "Enum8('a' = 1, 'b' = 2)", "b"],
  ["CAST(NULL, 'Nullable(Float64)')", "Nullable(Float64)", null],
  ["toNullable(1.5)", "Nullable(Float64)", 1.5],
  ["toLowCardinality('x')", "LowCardinality(String)", "x"],
  ["CAST(NULL, 'LowCardinality(Nullable(String))')", "LowCardinality(Nullable(String))", null],
  ["['a', 'b']", "Array(String)", ["a", "b"]],
  ["[[1, 2], []]::Array(Array(Int32))", "Array(Array(Int32))", [[1, 2], []]],
  ["CAST(['x', NULL], 'Array(Nullable(String))')", "Array(Nullable(String))", ["x", null]],
  ["map('k', 1.5)", "Map(String, Float64)", { k: 1.5 }],
  ["CAST(map('k', 'v'), 'Map(LowCardinality(String), LowCardinality(String))')", "Map(LowCardinality(String), LowCardinality(String))", { k: "v" }],
  ["CAST((1, 'x'), 'Tuple(a Int64, b String)')", "Tuple(a Int64, b String)", { a: 1, b: "x" }],
  ["CAST(3, 'SimpleAggregateFunction(max, Int64)')", "SimpleAggregateFunction(max, Int64)", 3],
];

/** What Grafana's plugin asks besides panels, in its own words: the driver's hello is asked at every connection, before these. */
const PLUGIN: readonly (readonly [sql: string, rows: unknown])[] = [
  [
    "SELECT displayName(), version(), revision(), timezone()",
    [[expect.any(String), expect.stringMatching(/^\d+\.\d+/), expect.any(Number), expect.any(String)]],
  ],
  ["SELECT 1", [[1]]],
  ["SELECT version()", [[expect.stringMatching(/^\d+\.\d+/)]]],
  ["SELECT name FROM system.databases WHERE name = 'default'", [["default"]]],
  ["SELECT name FROM system.tables WHERE database = currentDatabase() AND name = 'findings'", [["findings"]]],
  ["SHOW TABLES LIKE 'findings'", [["findings"]]],
  ["EXISTS findings", [[1]]],
  ["SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = 'requests' AND name = 'model'", [["model", "LowCardinality(String)"]]],
  ["DESC TABLE requests", expect.arrayContaining([expect.arrayContaining(["model", "LowCardinality(String)"])])],
  ["SELECT name FROM system.functions WHERE name = 'toStartOfInterval'", [["toStartOfInterval"]]],
  ["SELECT timezone(), toTypeName(now())", [[expect.any(String), "DateTime"]]],
  ["EXPLAIN SELECT 1", expect.any(Array)],
  ["WITH 2 AS two SELECT two + 1", [[3]]],
  ["SELECT 1 AS a WHERE 0", []],
  ["SELECT count() FROM grids", [[0]]],
];

/** Panels, choices and marks. */
const DASHBOARDS = boards
  .filter(([name]) => name !== "prometheus")
  .flatMap(([, { panels, templating, annotations }]) => [
    ...panels.flatMap(({ targets }) => targets.map(({ rawSql }) => rawSql)),
    ...templating.list.filter(({ type }) => type === "query").map(({ query }) => query),
    ...annotations.list.map(({ target }) => target.rawSql),
  ]);

describe.skipIf(noGo !== undefined)("clickhouse-go over HTTP, as Grafana's plugin uses it", () => {
  let clickhouse: TestClickHouse;
  let ask: (compression: Order["compression"], queries: readonly string[], more?: Partial<Order>) => Promise<readonly Read[]>;
  beforeAll(async () => {
    [clickhouse] = await Promise.all([startTestClickHouse(), buildGoClient()]);
    await seedTwoModels(clickhouse.store);
    const { username, password } = clickhouse.engine?.reader ?? clickhouse;
    ask = (compression, queries, more = {}) =>
      askWithGo({ address: new URL(clickhouse.url).host, database: clickhouse.database, username, password, compression, queries, ...more });
  }, 700_000);
  afterAll(() => clickhouse[Symbol.asyncDispose]());

  // In three runs of the program, each with its own time.
  test.each([0, 1, 2])("every query of every dashboard, as many rows as the store's own client reads (%i)", async (third) => {
    const queries = DASHBOARDS.filter((_, index) => index % 3 === third).map((sql) => expanded(sql, MODELS));
    const read = await ask("gzip", queries, { settings: { max_execution_time: 60 } });
    const counts = await Promise.all(queries.map(async (sql) => (await clickhouse.store.query(sql)).length));
    expect(read.map(({ error, rows }) => [error, rows.length])).toEqual(counts.map((count) => ["", count]));
  });

  describe.each(["none", "gzip", "lz4", "zstd"] as const)("compression %s", (compression) => {
    test("every type's value, alone and all in one row", async () => {
      const alone = await ask(
        compression,
        VALUES.map(([sql]) => `SELECT ${sql} AS x`),
      );
      expect(alone.map(({ types, rows, error }) => [error, types[0], rows[0]?.[0]])).toEqual(VALUES.map(([, type, value]) => ["", type, value]));
      const [together] = await ask(compression, [`SELECT ${VALUES.map(([sql], index) => `${sql} AS c${index}`).join(", ")}`]);
      expect(together).toEqual({
        error: "",
        columns: VALUES.map((_, index) => `c${index}`),
        types: VALUES.map(([, type]) => type),
        rows: [VALUES.map(([, , value]) => value)],
      });
    });

    test("what the plugin asks", async () => {
      const read = await ask(
        compression,
        PLUGIN.map(([sql]) => sql),
        { settings: { max_execution_time: 60 } },
      );
      expect(read.map(({ error, rows }) => [error, rows])).toEqual(PLUGIN.map(([, rows]) => ["", rows]));
    });

    test("many blocks", async () => {
      const rows = 200_000;
      const [read] = await ask(compression, [`SELECT number, toString(number) AS text, toLowCardinality(toString(number % 3)) AS third FROM numbers(${rows})`]);
      expect([read?.error, read?.rows.length]).toEqual(["", rows]);
      const sorted = [...(read?.rows ?? [])].sort(([a], [b]) => Number(a) - Number(b));
      expect(sorted.findIndex(([number, text, third], index) => number !== index || text !== `${index}` || third !== `${index % 3}`)).toBe(-1);
    });

    test("an error has its code, before the first row and in the middle of a result", async () => {
      const [early, late] = await ask(compression, ["SELECT nope", "SELECT throwIf(number = 300000) AS x, toString(number) FROM numbers(500000)"]);
      expect(early?.error).toContain("code: 47");
      expect(late?.error).toContain("code: 395");
    });

    test("an insert arrives", async () => {
      const table = `sent_${compression}`;
      await clickhouse.store.command(`CREATE TABLE ${table} (s String) ENGINE = MergeTree ORDER BY s`);
      const { username, password } = clickhouse;
      await ask(compression, [], { username, password, insert: { table, rows: [["one"], ["two"]] } });
      expect(await clickhouse.store.query(`SELECT s FROM ${table} ORDER BY s`)).toEqual([{ s: "one" }, { s: "two" }]);
    });
  });
});
