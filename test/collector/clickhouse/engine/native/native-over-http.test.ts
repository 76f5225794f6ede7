import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fromFrames } from "../../../../../collector/clickhouse/engine/native/frames.ts";
import { startTestClickHouse, type TestClickHouse } from "../../../../support/clickhouse.ts";
import { inPieces, joined } from "../../../support/pieces.ts";

const INFO = Buffer.from("010002ffffffff00", "hex");

let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  const { store } = clickhouse;
  await store.command(
    "CREATE TABLE sparse (n UInt64, mostly UInt32, text String, json JSON) ENGINE = MergeTree ORDER BY n SETTINGS ratio_of_defaults_for_sparse_serialization = 0.5",
  );
  await store.command(`INSERT INTO sparse SELECT number, if(number % 100 = 0, number, 0), if(number % 50 = 0, 'x', ''), '{"a": {"b": 1}}' FROM numbers(1000)`);
});
afterAll(() => clickhouse[Symbol.asyncDispose]());

type Who = "owner" | "reader";

function post(sql: string, search: Record<string, string>, who: Who = "reader"): Promise<Response> {
  const { username, password } = who === "reader" ? (clickhouse.engine?.reader ?? clickhouse) : clickhouse;
  const query = new URLSearchParams({ database: clickhouse.database, default_format: "Native", ...search });
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  return fetch(`${clickhouse.url}/?${query.toString()}`, { method: "POST", headers: { authorization }, body: sql });
}

async function native(sql: string, revision: number, who?: Who): Promise<Buffer> {
  const response = await post(sql, { client_protocol_version: String(revision) }, who);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect([response.status, response.status === 200 ? "" : bytes.toString()]).toEqual([200, ""]);
  return bytes;
}

/** Plain Native of one column and one block, taken apart: counts with the name, the type, the rest. */
function takenApart(plain: Buffer): readonly [head: Buffer, type: string, rest: Buffer] {
  const typeAt = 3 + (plain[2] ?? 0);
  const restAt = typeAt + 1 + (plain[typeAt] ?? 0);
  return [plain.subarray(0, typeAt), plain.toString("utf8", typeAt + 1, restAt), plain.subarray(restAt)];
}

const VALUES: readonly (readonly [type: string, value: string])[] = [
  ...["UInt8", "UInt16", "UInt32", "UInt64", "UInt128", "UInt256", "Int8", "Int16", "Int32", "Int64", "Int128", "Int256"].map(
    (type) => [type, "number + 1"] as const,
  ),
  ...["Float32", "Float64", "BFloat16", "Decimal(9, 2)", "Decimal(18, 3)", "Decimal(38, 5)", "Decimal(76, 9)"].map((type) => [type, "number + 1.5"] as const),
  ["Bool", "number = 1"],
  ["String", "repeat('é', number)"],
  ["FixedString(5)", "toString(number)"],
  ["UUID", "'00000000-0000-0000-0000-000000000001'"],
  ["IPv4", "'10.0.0.1'"],
  ["IPv6", "'::1'"],
  ["Date", "number"],
  ["Date32", "number"],
  ["DateTime", "number"],
  ["DateTime('America/New_York')", "number"],
  ["DateTime64(3)", "number"],
  ["DateTime64(9, 'Asia/Kolkata')", "number"],
  ["Enum8('a' = 0, 'it\\'s' = 1, 'c' = 2)", "toInt8(number)"],
  ["Enum16('a' = 0, 'b' = 1, 'c' = 2)", "toInt16(number)"],
  ["Nullable(String)", "if(number = 1, NULL, toString(number))"],
  ["Nullable(DateTime('UTC'))", "if(number = 1, NULL, toDateTime(number))"],
  ["LowCardinality(String)", "toString(number % 2)"],
  ["LowCardinality(Nullable(String))", "if(number = 1, NULL, toString(number))"],
  ["Array(String)", "arrayMap(x -> toString(x), range(number))"],
  ["Array(Array(Nullable(Int32)))", "[range(number), [NULL]]"],
  ["Array(LowCardinality(String))", "['a', toString(number)]"],
  ["Tuple(UInt8, Array(String))", "tuple(number, ['x'])"],
  ["Tuple(a UInt8, `b c` DateTime('UTC'))", "tuple(number, toDateTime(number))"],
  ["Map(String, Float64)", "map(toString(number), number)"],
  ["Map(LowCardinality(String), Array(Nullable(UInt8)))", "map('k', [number, NULL])"],
  ["Nested(a UInt8, b String)", "[(number, 'x')]"],
  ["Point", "(number, 1)"],
  ["Ring", "[(number, 1)]"],
  ["SimpleAggregateFunction(max, UInt8)", "number"],
  ["IntervalDay", "toIntervalDay(number)"],
  ["Time", "number"],
  ["Time64(3)", "number"],
  ["Variant(UInt8, String)", "toUInt8(number)"],
  ["Dynamic", "number"],
  ["JSON", `'{"a": {"b": [1, 2]}}'`],
];

describe("a client of a revision gets plain Native, byte for byte, and what that revision has besides", () => {
  test.each(VALUES)("%s", async (type, value) => {
    const sql = `SELECT CAST(${value}, '${type.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}') AS x FROM numbers(3)`;
    const plain = await native(sql, 0);
    const [head, plainType, rest] = takenApart(plain);
    expect(await native(sql, 1)).toEqual(Buffer.concat([INFO, plain]));
    // Plain Native has lost the zone of a DateTime.
    const zoned = plainType === "DateTime" ? type : plainType;
    const typeBytes = Buffer.from(zoned);
    expect(await native(sql, 54_460)).toEqual(Buffer.concat([INFO, head, Buffer.from([typeBytes.length]), typeBytes, Buffer.from([0]), rest]));
  });

  test.each<[string, string, Who]>([
    [
      "all types in one block",
      `SELECT ${VALUES.map(([type, value], index) => `CAST(${value}, '${type.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}') AS c${index}`).join(", ")} FROM numbers(3)`,
      "reader",
    ],
    ["columns that a table keeps sparse", "SELECT * FROM sparse ORDER BY n", "reader"],
    ["every table's own columns, at a row", "SELECT * FROM findings UNION ALL SELECT * FROM findings", "reader"],
    ["a query with settings", "SELECT 1 AS a, 2 AS b SETTINGS max_threads = 1", "owner"],
    ["FROM first, a comment last", "FROM numbers(2) SELECT number -- the end", "reader"],
    ["SHOW", "SHOW TABLES LIKE 'spar%'", "reader"],
    ["DESCRIBE", "DESCRIBE sparse", "reader"],
    ["EXISTS", "EXISTS sparse", "reader"],
    ["EXPLAIN", "EXPLAIN SELECT 1", "reader"],
    ["totals, which Native does not carry", "SELECT number % 2 AS k, count() FROM numbers(10) GROUP BY k WITH TOTALS ORDER BY k", "reader"],
    ["no rows", "SELECT 1 AS a WHERE 0", "reader"],
  ])("%s", async (_rule, sql, who) => {
    const plain = await native(sql, 0, who);
    expect(await native(sql, 1, who)).toEqual(plain.length === 0 ? plain : Buffer.concat([INFO, plain]));
  });

  test("settings that change a result's types count", async () => {
    const sql = "SELECT b FROM (SELECT 1 AS a) AS l LEFT JOIN (SELECT 2 AS a, 3 AS b) AS r USING a";
    const response = await post(sql, { client_protocol_version: "54460", join_use_nulls: "1" });
    expect(Buffer.from(await response.arrayBuffer()).toString("latin1")).toContain("Nullable(UInt8)");
  });

  test("another format than Native is as ever", async () => {
    expect(await (await post("SELECT 1 FORMAT TSV", { client_protocol_version: "54460" })).text()).toBe("1\n");
  });
});

test.each<[string, string, Record<string, string>, string]>([
  ["a revision that is no number", "SELECT 1", { client_protocol_version: "new" }, "36"],
  ["types in binary", "SELECT 1", { client_protocol_version: "54460", output_format_native_encode_types_in_binary_format: "1" }, "48"],
  ["states with a version", "SELECT sumMapState([1], [2])", { client_protocol_version: "54460" }, "48"],
  ["a query that does not parse", "SELECT (", { client_protocol_version: "54460" }, "62"],
  ["what the reader may not read", "SELECT * FROM system.processes", { client_protocol_version: "54460" }, "164"],
])("refused: %s", async (_rule, sql, search, code) => {
  const response = await post(sql, search);
  expect(response.headers.get("x-clickhouse-exception-code")).toBe(code);
  expect(await response.text()).toMatch(new RegExp(`^Code: ${code}\\. DB::Exception: `));
});

test("the zone is told truly, in the header and by the engine, whatever the machine's is", async () => {
  const response = await post("SELECT timezone(), toString(toDateTime(0)) FORMAT TSV", {});
  expect([response.headers.get("x-clickhouse-timezone"), await response.text()]).toEqual(["UTC", "UTC\t1970-01-01 00:00:00\n"]);
});

describe("compress=1", () => {
  const framed = { client_protocol_version: "54460", compress: "1" };
  const opened = async (response: Response): Promise<Buffer> => joined(fromFrames(inPieces(Buffer.from(await response.arrayBuffer()), []), 1024 * 1024));

  test.each(["LZ4", "ZSTD", "NONE"])("a result in frames of %s", async (method) => {
    const sql = "SELECT number, toString(number) FROM numbers(100000) SETTINGS max_threads = 1";
    const response = await post(sql, { ...framed, network_compression_method: method }, "owner");
    expect(await opened(response)).toEqual(await native(sql, 54_460, "owner"));
  });

  test("an error in a frame, with its status", async () => {
    const response = await post("SELECT nope", framed);
    expect([response.status, response.headers.get("x-clickhouse-exception-code")]).toEqual([404, "47"]);
    expect((await opened(response)).toString()).toMatch(/^Code: 47\. /);
  });
});

test("an insert's data in frames, of a client that sends them so", async () => {
  await clickhouse.store.command("CREATE TABLE framed_in (n UInt64) ENGINE = MergeTree ORDER BY n");
  const data = await (await post("SELECT number AS n FROM numbers(100000)", { compress: "1" })).arrayBuffer();
  const { username, password, url, database } = clickhouse;
  const insert = (body: ArrayBuffer): Promise<Response> =>
    fetch(`${url}/?${new URLSearchParams({ database, decompress: "1", query: "INSERT INTO framed_in FORMAT Native" }).toString()}`, {
      method: "POST",
      headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` },
      body,
    });
  expect((await insert(data)).status).toBe(200);
  expect(await clickhouse.store.query("SELECT count() AS c, max(n) AS m FROM framed_in")).toEqual([{ c: 100_000, m: 99_999 }]);
  const broken = await insert(data.slice(0, -10));
  expect([broken.status, await broken.text()]).toEqual([500, expect.stringContaining("breaks off")]);
  expect(await clickhouse.store.query("SELECT count() AS c FROM framed_in")).toEqual([{ c: 100_000 }]);
});
