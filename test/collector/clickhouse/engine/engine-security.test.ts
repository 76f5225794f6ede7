import { access, mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmbeddedEngine, startEmbeddedEngine } from "../../../../collector/clickhouse/engine/embedded-engine.ts";

let directory: string;
let engine: EmbeddedEngine;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-engine-security-"));
  engine = await startEmbeddedEngine({ directory });
  await ask("CREATE TABLE default.t (a UInt8) ENGINE = MergeTree ORDER BY a", basic(engine));
  await ask("INSERT INTO default.t VALUES (7)", basic(engine));
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const basic = ({ username, password }: { username: string; password: string }): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
});

interface Reply {
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly text: string;
}

/** Over node:http, since fetch does not let one set Host. */
function ask(sql: string, headers: Record<string, string>, search = ""): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(`${engine.url}/?${search}`, { method: "POST", headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode, code: response.headers["x-clickhouse-exception-code"] as string | undefined, text }));
    });
    sent.on("error", reject).end(sql);
  });
}

describe("a password is always required", () => {
  test("none: 401", async () => {
    expect(await ask("SELECT 1", {})).toMatchObject({ status: 401, code: "194" });
  });

  test.each([
    ["a wrong password", { username: "tidemark", password: "wrong" }],
    ["an empty password", { username: "tidemark", password: "" }],
    ["ClickHouse's default user", { username: "default", password: "" }],
  ])("%s: 403", async (_rule, credential) => {
    expect(await ask("SELECT 1", basic(credential))).toMatchObject({ status: 403, code: "516" });
  });

  test("Basic, ClickHouse's headers and the query string all carry it", async () => {
    const { username, password } = engine;
    expect((await ask("SELECT 1", basic(engine))).text).toBe("1\n");
    expect((await ask("SELECT 1", { "X-ClickHouse-User": username, "X-ClickHouse-Key": password })).text).toBe("1\n");
    expect((await ask("SELECT 1", {}, `user=${username}&password=${encodeURIComponent(password)}`)).text).toBe("1\n");
  });

  test("it is not the same the next time", async () => {
    const other = await mkdtemp(join(tmpdir(), "tidemark-engine-security-"));
    await using second = await startEmbeddedEngine({ directory: other });
    expect(second.password).not.toBe(engine.password);
    expect(second.reader.password).not.toBe(engine.reader.password);
    await second[Symbol.asyncDispose]();
    await rm(other, { recursive: true, force: true });
  });
});

describe("only loopback is a host", () => {
  test.each([
    ["tidemark.example", 403],
    ["127.0.0.1.example:8123", 403],
    ["localhost:1", 200],
    ["[::1]:8123", 200],
  ])("%s: %d", async (host, status) => {
    expect((await ask("SELECT 1", { ...basic(engine), host })).status).toBe(status);
  });
});

describe("the reader reads", () => {
  test.each([
    ["SELECT a FROM default.t", "7\n"],
    ["WITH 1 AS x SELECT x + a FROM default.t FORMAT JSONEachRow", '{"plus(x, a)":8}\n'],
    ["(SELECT 1) UNION ALL (SELECT 1)", "1\n1\n"],
    ["EXISTS TABLE default.t", "1\n"],
    ["SHOW TABLES FROM default", "t\n"],
    ["DESCRIBE TABLE default.t", "a\tUInt8\t\t\t\t\t\n"],
    ["EXPLAIN SYNTAX SELECT a FROM default.t", "SELECT a\nFROM default.t\n"],
    ["SELECT 'file(x) into out' AS file", "file(x) into out\n"],
    ["SELECT sum(number) FROM numbers(10)", "45\n"],
  ])("%s", async (sql, expected) => {
    expect(await ask(sql, basic(engine.reader))).toMatchObject({ status: 200, text: expected });
  });

  test("as Grafana and the client send it, with limits and output settings", async () => {
    const search = "max_result_rows=10&output_format_json_quote_64bit_integers=0&enable_http_compression=1&session_timezone=UTC&date_time_output_format=iso";
    expect((await ask("SELECT toUInt64(5) AS n FORMAT JSONEachRow", basic(engine.reader), search)).text).toBe('{"n":5}\n');
  });

  test("and may give settings, which cannot loosen its limits", async () => {
    expect(
      (await ask("SELECT getSetting('readonly'), getSetting('max_execution_time') <= 60", basic(engine.reader), "readonly=0&max_execution_time=99999")).text,
    ).toMatch(/^1\t(1|true)\n$/);
  });
});

describe("the reader does nothing else", () => {
  test.each([
    "INSERT INTO default.t VALUES (8)",
    "INSERT INTO default.t SELECT 8",
    'INSERT INTO default.t FORMAT JSONEachRow {"a":8}',
    "CREATE TABLE default.u (a UInt8) ENGINE = MergeTree ORDER BY a",
    "DROP TABLE default.t",
    "ALTER TABLE default.t DELETE WHERE 1",
    "TRUNCATE TABLE default.t",
    "SET readonly = 0",
    "SYSTEM SHUTDOWN",
    "KILL QUERY WHERE 1",
    "OPTIMIZE TABLE default.t",
    "SELECT 1 SETTINGS readonly = 0",
    "SELECT 1; DROP TABLE default.t",
    "SELECT 1; SET readonly = 0; DROP TABLE default.t",
    "SELECT * FROM file('/etc/hostname', 'LineAsString')",
    "SELECT * FROM `file`('/etc/hostname', 'LineAsString')",
    "SELECT * FROM File ('/etc/hostname', 'LineAsString')",
    "SELECT * FROM/**/file/**/('/etc/hostname', 'LineAsString')",
    "SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')",
    "SELECT * FROM s3('http://127.0.0.1:1/', 'CSV')",
    "SELECT * FROM remote('127.0.0.1', system.one)",
    "SELECT * FROM executable('id', 'TSV', 'a String')",
    "SELECT * FROM '/etc/hostname'",
    "SELECT 1 INTO OUTFILE '/tmp/tidemark-must-not-exist'",
    "DESCRIBE TABLE file('/etc/hostname', 'LineAsString')",
    "EXPLAIN SELECT * FROM file('/etc/hostname', 'LineAsString')",
    "WITH x AS (SELECT * FROM file('/etc/hostname', 'LineAsString')) SELECT * FROM x",
  ])("%s", async (sql) => {
    const reply = await ask(sql, basic(engine.reader));
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(reply.code).toBeTypeOf("string");
  });

  test("and what it tried left no trace", async () => {
    expect((await ask("SELECT groupArray(a) FROM default.t", basic(engine))).text).toBe("[7]\n");
    expect((await ask("SHOW TABLES FROM default", basic(engine))).text).toBe("t\n");
  });

  test.each(["in the query string", "in a header"])("a default format with a statement behind it, %s, writes no file", async (where) => {
    const file = join(directory, `written ${where}`);
    const format = `TSV; SELECT 1 INTO OUTFILE '${file}' FORMAT TSV`;
    const inHeader = where === "in a header";
    const headers = { ...basic(engine.reader), ...(inHeader ? { "X-ClickHouse-Format": format } : {}) };
    const reply = await ask("SELECT 1", headers, inHeader ? "" : `default_format=${encodeURIComponent(format)}`);
    expect(reply).toMatchObject({ status: 400, code: "73" });
    await expect(access(file)).rejects.toThrow("ENOENT");
  });

  test.each([
    ["output_format_schema", "Protobuf"],
    ["format_schema", "Protobuf"],
    ["format_template_row", "Template"],
    ["format_template_resultset", "Template"],
    ["user_files_path", "TSV"],
  ])("%s names a file: neither in the query string nor in the query", async (setting, format) => {
    const file = join(directory, `written-${setting}`);
    expect(await ask(`SELECT 1 AS a FORMAT ${format}`, basic(engine.reader), `${setting}=${encodeURIComponent(file)}`)).toMatchObject({
      status: 500,
      code: "164",
    });
    expect((await ask(`SELECT 1 AS a FORMAT ${format} SETTINGS ${setting} = '${file}'`, basic(engine.reader))).status).toBeGreaterThanOrEqual(400);
    await expect(access(file)).rejects.toThrow("ENOENT");
  });

  test("an insert with its data in the body is refused too", async () => {
    expect(await ask("8\n", basic(engine.reader), "query=INSERT+INTO+default.t+FORMAT+TSV")).toMatchObject({ status: 500, code: "164" });
  });

  test("file() as a scalar function reads nothing outside", async () => {
    const reply = await ask("SELECT file('/etc/hostname')", basic(engine.reader));
    expect(reply.status).toBeGreaterThanOrEqual(400);
  });
});

test("the owner may read files", async () => {
  expect((await ask("SELECT count() > 0 FROM file('/etc/passwd', 'LineAsString')", basic(engine))).text).toMatch(/^(1|true)\n$/);
});
