import { once } from "node:events";
import { access, mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EmbeddedEngine, startEmbeddedEngine } from "../../../../collector/clickhouse/engine/embedded-engine.ts";

let directory: string;
let engine: EmbeddedEngine;
let pid: number | undefined;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-engine-security-"));
  engine = await startEmbeddedEngine({ directory });
  pid = engine.pid;
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

/** The first bytes of the answer to a request as it stands. */
async function sendRaw(text: string): Promise<string> {
  const socket = connect(Number(new URL(engine.url).port), "127.0.0.1").setEncoding("latin1");
  socket.write(text);
  const [first] = (await once(socket, "data")) as [string];
  socket.destroy();
  return first;
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

describe("nothing that a client sends ends the process", () => {
  test.each([
    ["GET //", "GET // HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 401],
    ["GET http://[", "GET http://[ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 401],
    ["GET // of another host", "GET // HTTP/1.1\r\nHost: tidemark.example\r\n\r\n", 403],
  ])("%s", async (_rule, text, status) => {
    expect(await sendRaw(text)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  test.each(["reader", "owner"] as const)("SELECT 1 FORMAT Ж as %s", async (role) => {
    expect(await ask("SELECT 1 FORMAT Ж", basic(role === "owner" ? engine : engine.reader))).toMatchObject({ status: 400 });
    expect(await ask("SELECT 1", basic(role === "owner" ? engine : engine.reader), "default_format=%D0%96")).toMatchObject({ status: 400, code: "73" });
  });

  test("a form that is none", async () => {
    expect(await ask("--x", { ...basic(engine), "content-type": "multipart/form-data; boundary=y" })).toMatchObject({ status: 400, code: "36" });
  });

  test("it is the same process afterwards", async () => {
    expect(engine.pid).toBe(pid);
    expect((await ask("SELECT 1", basic(engine))).text).toBe("1\n");
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
    [
      "EXPLAIN AST SELECT 1",
      "SelectWithUnionQuery (children 1)\n ExpressionList (children 1)\n  SelectQuery (children 1)\n   ExpressionList (children 1)\n    Literal UInt64_1\n",
    ],
    ["EXPLAIN AST SELECT 1 FORMAT Null", ""],
    [
      "SELECT a, count() FROM default.t WHERE a IN (SELECT 7) GROUP BY a WITH TOTALS HAVING a > 0 ORDER BY a DESC LIMIT 5 BY a LIMIT 10 OFFSET 0",
      "7\t1\n\n0\t1\n",
    ],
    ["SELECT CASE a WHEN 7 THEN 'seven' ELSE 'other' END, a::String, [a][1], (a, 1).2, if(a = 7, 'y', 'n') FROM default.t", "seven\t7\t7\t1\ty\n"],
    ["SELECT * EXCEPT (b) REPLACE (a + 1 AS a) FROM (SELECT a, 2 AS b FROM default.t)", "8\n"],
    ["SELECT sum(a) OVER (PARTITION BY a ORDER BY a ROWS UNBOUNDED PRECEDING) FROM default.t", "7\n"],
    [
      "SELECT uniqExactIf(a, a > 1), quantilesTDigestMerge(0.5)(s)[1] FROM (SELECT a, quantilesTDigestState(0.5)(toFloat32(a)) AS s FROM default.t GROUP BY a) GROUP BY ALL",
      "1\t7\n",
    ],
    ["SELECT x.a FROM default.t AS x INNER JOIN default.t AS y USING (a) ARRAY JOIN [1, 2] AS z", "7\n7\n"],
    ["SELECT 'it''s', \"a\", `a` FROM default.t -- comment", "it\\'s\t7\t7\n"],
    ["SELECT 'file(x) into out' AS file", "file(x) into out\n"],
    ["SELECT sum(number) FROM numbers(10)", "45\n"],
  ])("%s", async (sql, expected) => {
    expect(await ask(sql, basic(engine.reader))).toMatchObject({ status: 200, text: expected });
  });

  test.each([
    "SELECT displayName(), version(), revision(), timezone()",
    "SELECT version(), timezone()",
    "SELECT name, value, readonly FROM system.settings LIMIT 10000\n FORMAT Native",
    "SELECT 1 AS check\n FORMAT Native",
    "SHOW DATABASES",
    "SHOW TABLES",
    "SHOW TABLES FROM default LIKE 't%'",
    "SHOW COLUMNS FROM default.t",
    "SHOW CREATE TABLE default.t",
    "SELECT name FROM system.databases WHERE name NOT IN ('system', 'INFORMATION_SCHEMA') ORDER BY name",
    "SELECT name, engine FROM system.tables WHERE database = 'default'",
    "SELECT name, type, default_kind FROM system.columns WHERE database = 'default' AND table = 't'",
    "SELECT name FROM system.functions LIMIT 5",
    "DESC TABLE default.t",
  ])("what Grafana's plugin and clickhouse-connect ask: %s", async (sql) => {
    expect(await ask(sql, basic(engine.reader))).toMatchObject({ status: 200, code: undefined });
  });

  test("with parameters, also of names", async () => {
    const reply = await ask(
      "SELECT {c: Identifier} + {n: UInt8} FROM {d: Identifier}.{t: Identifier}",
      basic(engine.reader),
      "param_c=a&param_n=1&param_d=default&param_t=t",
    );
    expect(reply.text).toBe("8\n");
  });

  test("as Grafana and the client send it, with limits and output settings", async () => {
    const search = "max_result_rows=10&output_format_json_quote_64bit_integers=0&enable_http_compression=1&session_timezone=UTC&date_time_output_format=iso";
    expect((await ask("SELECT toUInt64(5) AS n FORMAT JSONEachRow", basic(engine.reader), search)).text).toBe('{"n":5}\n');
  });

  test.each([
    ["readonly=0", "1\t60\t1000000000\n"],
    ["max_execution_time=99999&max_memory_usage=99999999999", "1\t60\t1000000000\n"],
    ["max_execution_time=0&max_memory_usage=0", "1\t60\t1000000000\n"],
    ["max_execution_time=5&max_memory_usage=1000000", "1\t5\t1000000\n"],
  ])("and may give settings, which cannot loosen its limits: %s", async (search, expected) => {
    const reply = await ask(
      "SELECT getSetting('readonly'), toUInt64(getSetting('max_execution_time')), getSetting('max_memory_usage')",
      basic(engine.reader),
      search,
    );
    expect(reply.text).toBe(expected);
  });

  test.each(["max_execution_time=abc", "max_memory_usage=-1", "max_threads=1e99"])("a limit that is no number is refused: %s", async (search) => {
    expect(await ask("SELECT 1", basic(engine.reader), search)).toMatchObject({ status: 400, code: "36" });
  });

  test("never takes all places: the owner is answered while more of its queries run than it has places", async () => {
    const slow = "SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))";
    const reads = Array.from({ length: 30 }, () => ask(slow, basic(engine.reader), "max_execution_time=2&max_threads=1"));
    let done = 0;
    for (const read of reads) void read.then(() => done++);
    expect((await ask("SELECT 1", basic(engine))).text).toBe("1\n");
    expect(done).toBeLessThan(30);
    for (const reply of await Promise.all(reads)) expect(["159", "202"]).toContain(reply.code);
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
    "SELECT \u201cfile\u201d('/etc/hostname')",
    "SELECT `fi\\x6ce`('/etc/hostname')",
    "SELECT \"fi\\x6ce\"('/etc/hostname')",
    "SELECT file(\u2018/etc/hostname\u2019)",
    "SELECT * APPLY(file) FROM (SELECT '/etc/hostname')",
    "SELECT * APPLY(x -> file(x)) FROM (SELECT '/etc/hostname')",
    "SHOW TABLES WHERE file('/etc/hostname') != ''",
    "SHOW COLUMNS FROM default.t WHERE file('/etc/hostname') != ''",
    "SHOW TABLES WHERE name IN (SELECT * FROM '/etc/hostname')",
    "SHOW PROCESSLIST",
    "SELECT query FROM system.processes",
    "SELECT 1 WHERE 1 IN system.processes",
    "SELECT 1 AS `x\nIdentifier y`, file('/etc/hostname')",
    "SELECT 1 AS `x\nIdentifier y`",
    "SELECT 1 WHERE (SELECT 1 SETTINGS max_threads = 2)",
    "DESCRIBE TABLE default.t SETTINGS max_threads = 2",
    // A file of the directory that this process was started in.
    "SELECT * FROM LICENSE",
    "SELECT * FROM default.LICENSE",
    "SELECT * FROM `package.json`",
    "EXPLAIN AST SELECT file('/etc/hostname')",
    "SELECT * FROM (EXPLAIN AST SELECT 1)",
    "SELECT 1\0",
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
