import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestClickHouse, type TestClickHouse } from "../support/clickhouse.ts";
import { noPythonBecause, pythonWith } from "../support/python.ts";

const noPython = await noPythonBecause();
if (noPython !== undefined) console.warn(`skipped: clickhouse-connect ${noPython}`);

interface Answers {
  /** The revision of the protocol that the client found out it can ask for. */
  readonly revision: number;
  readonly answers: readonly {
    readonly columns: readonly string[];
    readonly types: readonly string[];
    readonly rows: readonly unknown[];
    readonly error: string;
  }[];
}

/** [what is selected, its type, what Python reads, as text where JSON has no such thing]. */
const VALUES: readonly (readonly [sql: string, type: string, value: unknown])[] = [
  ["toInt64(-9)", "Int64", -9],
  ["toFloat64(0.1)", "Float64", 0.1],
  ["toDecimal64(1.25, 3)", "Decimal(18, 3)", "1.250"],
  ["'it''s é'", "String", "it's é"],
  ["toUUID('00000000-0000-0000-0000-0000000000a1')", "UUID", "00000000-0000-0000-0000-0000000000a1"],
  ["toIPv4('10.0.0.1')", "IPv4", "10.0.0.1"],
  ["toDateTime('2026-01-02 03:04:05', 'America/New_York')", "DateTime('America/New_York')", "2026-01-02 03:04:05-05:00"],
  ["toDateTime64('2026-01-02 03:04:05.678', 3, 'UTC')", "DateTime64(3, 'UTC')", expect.stringContaining("2026-01-02 03:04:05.678")],
  ["CAST(NULL, 'Nullable(Float64)')", "Nullable(Float64)", null],
  ["toLowCardinality('x')", "LowCardinality(String)", "x"],
  ["['a', 'b']", "Array(String)", ["a", "b"]],
  ["map('k', 1.5)", "Map(String, Float64)", { k: 1.5 }],
];

describe.skipIf(noPython !== undefined)("clickhouse-connect", () => {
  let clickhouse: TestClickHouse;
  let python: string;
  beforeAll(async () => {
    [clickhouse, python] = await Promise.all([startTestClickHouse(), pythonWith(join(import.meta.dirname, "requirements.txt"))]);
    await clickhouse.store.command("CREATE TABLE sent (s String, n Nullable(Int32)) ENGINE = MergeTree ORDER BY s");
  }, 700_000);
  afterAll(() => clickhouse[Symbol.asyncDispose]());

  async function ask(queries: readonly string[], more: object = {}): Promise<Answers> {
    const { hostname: host, port } = new URL(clickhouse.url);
    const { username, password } = clickhouse.engine?.reader ?? clickhouse;
    const asking = promisify(execFile)(python, [join(import.meta.dirname, "ask.py")], { timeout: 50_000, maxBuffer: 64 * 1024 * 1024 });
    asking.child.stdin?.end(JSON.stringify({ host, port: Number(port), username, password, database: clickhouse.database, compress: true, queries, ...more }));
    return JSON.parse((await asking).stdout) as Answers;
  }

  test("finds that the engine answers by the protocol's revision, and reads every type", async () => {
    const { revision, answers } = await ask(VALUES.map(([sql]) => `SELECT ${sql} AS x`));
    expect(revision).toBeGreaterThan(54_337);
    expect(answers.map(({ types, rows, error }) => [error, types[0], rows[0]])).toEqual(VALUES.map(([, type, value]) => ["", type, [value]]));
  });

  test("many blocks, errors, SHOW", async () => {
    const { answers } = await ask(["SELECT number FROM numbers(200000)", "SELECT nope", "SHOW TABLES LIKE 'findings'"]);
    expect(answers[0]?.rows).toHaveLength(200_000);
    expect(answers[1]?.error).toContain("47");
    expect(answers[2]?.rows).toEqual([["findings"]]);
  });

  test.each([false, "gzip", "zstd"])("an insert with compression %s arrives", async (compress) => {
    const { username, password } = clickhouse;
    const rows = [
      [`one ${compress}`, 1],
      [`two ${compress}`, null],
    ];
    await ask([], { username, password, compress, insert: { table: "sent", rows, columns: ["s", "n"] } });
    expect(await clickhouse.store.query("SELECT s, n FROM sent WHERE s LIKE {ending: String} ORDER BY s", { ending: `% ${compress}` })).toEqual(
      rows.map(([s, n]) => ({ s, n })),
    );
  });
});
