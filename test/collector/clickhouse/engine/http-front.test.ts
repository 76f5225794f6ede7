import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { gunzipSync, gzipSync } from "node:zlib";
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestClickHouse, type TestClickHouse } from "../../../support/clickhouse.ts";

const log = { level: ClickHouseLogLevel.OFF };

let clickhouse: TestClickHouse;
let client: ClickHouseClient;
let zipping: ClickHouseClient;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  const { url, username, password, database } = clickhouse;
  client = createClient({ url, username, password, database, log });
  zipping = createClient({ url, username, password, database, compression: { request: true, response: true }, log });
  await client.command({ query: "CREATE TABLE numbers_in (n UInt64, s String) ENGINE = MergeTree ORDER BY n" });
});
afterAll(async () => {
  await client.close();
  await zipping.close();
  await clickhouse[Symbol.asyncDispose]();
});

const authorization = (): string => `Basic ${Buffer.from(`${clickhouse.username}:${clickhouse.password}`).toString("base64")}`;
const post = (search: string, body?: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${clickhouse.url}/?database=${clickhouse.database}&${search}`, {
    method: "POST",
    headers: { authorization: authorization(), ...headers },
    ...(body === undefined ? {} : { body }),
  });

describe("the unmodified client", () => {
  test("ping", async () => {
    expect(await client.ping()).toMatchObject({ success: true });
    expect(await client.ping({ select: true })).toMatchObject({ success: true });
  });

  test.each(["JSON", "JSONEachRow", "JSONCompact", "JSONCompactEachRow", "JSONStringsEachRow"] as const)("reads %s", async (format) => {
    const result = await client.query({ query: "SELECT toUInt8(number) AS n FROM system.numbers LIMIT 2", format });
    const expected = {
      JSON: expect.objectContaining({ rows: 2, data: [{ n: 0 }, { n: 1 }] }),
      JSONEachRow: [{ n: 0 }, { n: 1 }],
      JSONCompact: expect.objectContaining({ rows: 2, data: [[0], [1]] }),
      JSONCompactEachRow: [[0], [1]],
      JSONStringsEachRow: [{ n: "0" }, { n: "1" }],
    };
    expect(await result.json()).toEqual(expected[format]);
  });

  test.each([
    ["CSVWithNames", '"n"\n0\n1\n'],
    ["TabSeparated", "0\n1\n"],
  ] as const)("reads %s", async (format, expected) => {
    expect(await (await client.query({ query: "SELECT toUInt8(number) AS n FROM system.numbers LIMIT 2", format })).text()).toBe(expected);
  });

  test("binds parameters of every kind, short in the URL and long in a form", async () => {
    const long = "it's ".repeat(2000);
    const query = "SELECT {a: String} AS a, {b: Array(String)} AS b, {c: Nullable(UInt8)} AS c, {d: Map(String, UInt8)} AS d, {e: DateTime64(3)} AS e";
    for (const a of ["tab\t and 'quote' \\ \n", long]) {
      const parameters = { a, b: ["x", "it's"], c: null, d: new Map([["k", 1]]), e: new Date("2026-01-02T03:04:05.678Z") };
      const result = await client.query({ query, query_params: parameters, format: "JSONEachRow", use_multipart_params_auto: true });
      expect(await result.json()).toEqual([{ a, b: ["x", "it's"], c: null, d: { k: 1 }, e: "2026-01-02 03:04:05.678" }]);
    }
  });

  test("settings in the query string and in the query both count", async () => {
    const query = "SELECT getSetting('max_threads') AS a, getSetting('max_block_size') AS b SETTINGS max_block_size = 77";
    const result = await client.query({ query, format: "JSONEachRow", clickhouse_settings: { max_threads: 3 } });
    expect(await result.json()).toEqual(
      [{ a: 3, b: 77 }].map(({ a, b }) => ({ a: expect.toSatisfy((value) => Number(value) === a), b: expect.toSatisfy((value) => Number(value) === b) })),
    );
  });

  test("inserts objects, streams and gzipped streams", async () => {
    await client.command({ query: "TRUNCATE TABLE numbers_in" });
    await client.insert({ table: "numbers_in", values: [{ n: 1, s: "it's\n\u00e9" }], format: "JSONEachRow" });
    await zipping.insert({ table: "numbers_in", values: Readable.from(["2\ttwo\n", "3\tthree\n"], { objectMode: false }), format: "TabSeparated" });
    await client.insert({ table: "numbers_in", columns: ["n"], values: [[4]], format: "JSONCompactEachRow" });
    await client.command({ query: "INSERT INTO numbers_in VALUES (5, 'five'), (6, 'six')" });
    await client.command({ query: "INSERT INTO numbers_in SELECT 7, 'seven'" });
    await client.command({ query: 'INSERT INTO numbers_in FORMAT JSONEachRow\n{"n": 8, "s": "eight"}' });
    const result = await zipping.query({ query: "SELECT s FROM numbers_in ORDER BY n", format: "JSONEachRow" });
    expect((await result.json<{ s: string }>()).map(({ s }) => s)).toEqual(["it's\n\u00e9", "two", "three", "", "five", "six", "seven", "eight"]);
  });

  test.each([false, true])("streams a million rows (gzip: %s)", async (gzip) => {
    const result = await (gzip ? zipping : client).query({ query: "SELECT number, toString(number) AS s FROM numbers(1000000)", format: "JSONCompactEachRow" });
    let [rows, sum] = [0, 0];
    for await (const chunk of result.stream()) {
      rows += chunk.length;
      for (const row of chunk) sum += row.text.length;
    }
    expect(rows).toBe(1_000_000);
    expect(sum).toBeGreaterThan(10_000_000);
  });

  test("a result of 600 MB passes through the engine's process without staying there", async ({ skip }) => {
    const pid = clickhouse.engine?.pid ?? skip("no process of ours to look at");
    const peakBytes = async (): Promise<number> => Number(/VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
    const before = await peakBytes();
    let bytes = 0;
    const response = await post("", "SELECT number, repeat('x', 190) FROM numbers(3000000) FORMAT TSV");
    for await (const chunk of response.body ?? []) bytes += (chunk as Uint8Array).length;
    expect(bytes).toBeGreaterThan(590_000_000);
    expect((await peakBytes()) - before).toBeLessThan(250_000_000);
  });

  test("an error before the first row has ClickHouse's code and type", async () => {
    await expect(client.query({ query: "SELECT nope" })).rejects.toMatchObject({ code: "47", type: "UNKNOWN_IDENTIFIER" });
    await expect(client.command({ query: "DROP TABLE nowhere" })).rejects.toMatchObject({ code: "60", type: "UNKNOWN_TABLE" });
  });

  test("an error in the middle of a result breaks it off with the error", async () => {
    const result = await client.query({
      query: "SELECT throwIf(number = 3000000) AS x, toString(number) AS s FROM numbers(5000000) SETTINGS max_threads = 1",
      format: "JSONEachRow",
    });
    await expect(result.json()).rejects.toMatchObject({ code: "395" });
  });

  test("a session keeps its temporary table, and is locked while in use", async () => {
    const { url, username, password, database } = clickhouse;
    await using session = createClient({ url, username, password, database, session_id: "s1", log });
    await session.command({ query: "CREATE TEMPORARY TABLE kept AS SELECT 1 AS one" });
    expect(await (await session.query({ query: "SELECT one FROM kept", format: "JSONEachRow" })).json()).toEqual([{ one: 1 }]);
    await expect(client.query({ query: "SELECT one FROM kept" })).rejects.toMatchObject({ code: "60" });
    const both = await Promise.allSettled([session.command({ query: "SELECT sleep(0.5)" }), session.command({ query: "SELECT sleep(0.5)" })]);
    expect(both.map((outcome) => (outcome.status === "rejected" ? (outcome.reason as { code?: string }).code : "done"))).toEqual(
      expect.arrayContaining(["373", "done"]),
    );
  });

  test("many queries at once do not mix their parameters", async () => {
    const numbers = Array.from({ length: 60 }, (_, index) => index);
    const results = await Promise.all(
      numbers.map(async (n) =>
        (await client.query({ query: "SELECT {n: UInt32} AS n, sleep(0.01)", query_params: { n }, format: "JSONEachRow" })).json<{ n: number }>(),
      ),
    );
    expect(results.map(([row]) => row?.n)).toEqual(numbers);
  });

  test("the front answers while queries run", async () => {
    const slow = client.query({ query: "SELECT (SELECT sleep(2)) AS waited", format: "JSONEachRow" });
    let done = false;
    void slow.finally(() => (done = true));
    expect(await client.ping()).toMatchObject({ success: true });
    expect(await (await client.query({ query: "SELECT 1 AS one", format: "JSONEachRow" })).json()).toEqual([{ one: 1 }]);
    expect(done).toBe(false);
    await slow;
  });
});

describe("the HTTP interface", () => {
  test("the query may be in the URL, the body or both", async () => {
    expect(await (await post("query=SELECT%201")).text()).toBe("1\n");
    expect(await (await post("", "SELECT 2")).text()).toBe("2\n");
    expect(await (await post("query=SELECT", "3")).text()).toBe("3\n");
    expect(await (await post("default_format=JSONEachRow", "SELECT 4 AS n;")).text()).toBe('{"n":4}\n');
  });

  test("the database parameter is where unqualified names are looked up", async () => {
    expect(await (await post("", "SELECT currentDatabase()")).text()).toBe(`${clickhouse.database}\n`);
    const response = await fetch(`${clickhouse.url}/?database=nowhere&query=SELECT+1`, { headers: { authorization: authorization() } });
    expect([response.status, response.headers.get("x-clickhouse-exception-code")]).toEqual([404, "81"]);
  });

  test("a result is compressed only when asked for", async () => {
    const plain = await post("", "SELECT 1");
    expect(plain.headers.get("content-encoding")).toBeNull();
    const zipped = await post("enable_http_compression=1", "SELECT 1", { "accept-encoding": "gzip" });
    expect(zipped.headers.get("content-encoding")).toBe("gzip");
    expect(await zipped.text()).toBe("1\n");
  });

  test("gzipped bodies are read, of inserts and of queries", async () => {
    expect(await (await post("", new Uint8Array(gzipSync("SELECT 5")), { "content-encoding": "gzip" })).text()).toBe("5\n");
    const response = await post("query=INSERT+INTO+numbers_in+FORMAT+TSV", new Uint8Array(gzipSync("100\tgz\n")), { "content-encoding": "gzip" });
    expect(response.status).toBe(200);
    expect(await (await post("", "SELECT s FROM numbers_in WHERE n = 100")).text()).toBe("gz\n");
  });

  test("binary formats go both ways unharmed", async () => {
    for (const format of ["Native", "RowBinary", "Parquet", "ArrowStream"]) {
      await post("", "TRUNCATE TABLE numbers_in");
      const sent = new Uint8Array(
        await (await post("", `SELECT number AS n, unhex(hex(number * 1000003)) AS s FROM numbers(1000) FORMAT ${format}`)).arrayBuffer(),
      );
      const insert = await post(`query=${encodeURIComponent(`INSERT INTO numbers_in FORMAT ${format}`)}`, sent);
      expect([format, insert.status]).toEqual([format, 200]);
      const same = await post("", "SELECT count(), countIf(s = unhex(hex(n * 1000003))) FROM numbers_in");
      expect([format, await same.text()]).toEqual([format, "1000\t1000\n"]);
    }
  });

  test.each([
    ["a syntax error", "SELEC 1", 400, "62"],
    ["an unknown table", "SELECT * FROM nowhere", 404, "60"],
    ["several statements", "SELECT 1; SELECT 2", 400, "62"],
    ["an empty query", "", 400, "62"],
    ["a parameter that is not given", "SELECT {x: UInt8}", 400, "456"],
  ])("%s has ClickHouse's status and code", async (_rule, sql, status, code) => {
    const response = await post("", sql);
    expect([response.status, response.headers.get("x-clickhouse-exception-code")]).toEqual([status, code]);
    expect(await response.text()).toMatch(new RegExp(`^Code: ${code}\\. DB::Exception: `));
  });

  test("formats that fail and clients that leave keep no place: more of them than places, then a query", async () => {
    const failing = "SELECT 1 FORMAT Template SETTINGS format_template_row = '/etc/hostname'";
    const replies = await Promise.all(Array.from({ length: 60 }, async () => (await post("", failing)).headers.get("x-clickhouse-exception-code")));
    expect(new Set(replies)).toEqual(new Set(["474"]));
    const leave = (sql: string): Promise<unknown> =>
      fetch(`${clickhouse.url}/`, { method: "POST", headers: { authorization: authorization() }, body: sql, signal: AbortSignal.timeout(100) }).then(
        (response) => response.text(),
        () => "left",
      );
    await Promise.all(Array.from({ length: 30 }, () => leave("SELECT sleep(0.5)")));
    await Promise.all(Array.from({ length: 30 }, () => leave("SELECT number FROM system.numbers FORMAT TSV")));
    expect(await (await post("", "SELECT 1")).text()).toBe("1\n");
    const left = await (
      await post("", "SELECT count() FROM system.processes WHERE query LIKE '%system.numbers FORMAT TSV%' AND query NOT LIKE '%processes%'")
    ).text();
    expect(left).toBe("0\n");
  });

  test("the query's id comes back", async () => {
    expect((await post("query_id=abc", "SELECT 1")).headers.get("x-clickhouse-query-id")).toBe("abc");
  });

  test("an insert whose body breaks off inserts nothing", async () => {
    await post("", "TRUNCATE TABLE numbers_in");
    const broken = Readable.toWeb(
      Readable.from(
        (async function* () {
          yield Buffer.from("1\tone\n2\ttwo\n");
          throw new Error("cut");
        })(),
        { objectMode: false },
      ),
    ) as ReadableStream<Uint8Array>;
    const request = fetch(`${clickhouse.url}/?database=${clickhouse.database}&query=INSERT+INTO+numbers_in+FORMAT+TSV`, {
      method: "POST",
      headers: { authorization: authorization() },
      body: broken,
      duplex: "half",
    });
    await expect(request).rejects.toThrow();
    expect(await (await post("", "SELECT count() FROM numbers_in")).text()).toBe("0\n");
  });

  test("a large binary result is the same with and without compression", async () => {
    const sql = "SELECT number, sipHash64(number) FROM numbers(300000) FORMAT RowBinary";
    const digest = (bytes: ArrayBuffer): string => createHash("sha256").update(new Uint8Array(bytes)).digest("hex");
    const plain = digest(await (await post("", sql)).arrayBuffer());
    expect(digest(await (await post("enable_http_compression=1", sql, { "accept-encoding": "gzip" })).arrayBuffer())).toBe(plain);
    expect(gunzipSync(gzipSync(plain)).toString()).toBe(plain);
  });
});
