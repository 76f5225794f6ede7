import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seededRandom } from "../../../../analyzers/statistics/random.ts";
import { createStore } from "../../../../collector/clickhouse/clickhouse-store.ts";
import { type EmbeddedEngine, startEmbeddedEngine } from "../../../../collector/clickhouse/engine/embedded-engine.ts";
import { isReadersFunction } from "../../../../collector/clickhouse/engine/reader-functions.ts";
import type { Store } from "../../../../collector/clickhouse/store.ts";
import { disguisedQuery, disguisedTable } from "../../../attacks/sql-disguises.ts";

let directory: string;
let engine: EmbeddedEngine;
let store: Store;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-reader-"));
  engine = await startEmbeddedEngine({ directory: join(directory, "engine") });
  store = createStore({ ...engine, database: "default" });
  await store.command("CREATE TABLE t (a UInt8) ENGINE = MergeTree ORDER BY a");
});
afterAll(async () => {
  await store[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

describe("what the reader may call", () => {
  test("nothing of the categories that reach out: dictionaries, models, introspection, encryption, the engine's own", async () => {
    const rows = await store.query<{ name: string }>(
      "SELECT name FROM system.functions WHERE categories IN ('AI', 'Dictionary', 'Embedded Dictionary', 'Introspection', 'Machine Learning', 'Encryption')",
    );
    expect(rows.length).toBeGreaterThan(60);
    expect(rows.map(({ name }) => name).filter(isReadersFunction)).toEqual([]);
  });

  test("of the table functions those alone that make rows of nothing or of what is looked at; `format` is a function of text too", async () => {
    const rows = await store.query<{ name: string }>("SELECT name FROM system.table_functions");
    expect(rows.length).toBeGreaterThan(80);
    expect(
      rows
        .map(({ name }) => name)
        .filter(isReadersFunction)
        .sort(),
    ).toEqual(["format", "generateSeries", "generate_series", "null", "numbers", "numbers_mt", "values", "view", "zeros", "zeros_mt"].sort());
  });

  test.each([
    "file",
    "FILE",
    "url",
    "sleep",
    "formatRow",
    "joinGet",
    "merge",
    "eval",
    "executable",
    "getServerSetting",
    "hasColumnInTable",
    "chdb",
    "fileIf",
    "remoteState",
    "",
  ])("not %s", (name) => {
    expect(isReadersFunction(name)).toBe(false);
  });

  test.each(["count", "countIf", "quantilesTDigestMerge", "sumMap", "toStartOfInterval", "JSONExtractFloat", "mapContains", "uniqExactArrayIf"])(
    "but %s",
    (name) => {
      expect(isReadersFunction(name)).toBe(true);
    },
  );
});

test("the disguises have teeth: of three hundred some tell the owner the file, none the reader", async () => {
  const secret = join(directory, "secret");
  await writeFile(secret, "never-to-be-told\n");
  const random = seededRandom(7);
  const queries = Array.from({ length: 300 }, (_, index) => (index % 4 === 0 ? disguisedTable(random, secret) : disguisedQuery(random, secret)));
  const told = { owner: 0, reader: 0 };
  for (const sql of queries.filter((query) => !/CREATE|INSERT|OUTFILE/.test(query)))
    for (const [role, user] of Object.entries({ owner: engine, reader: engine.reader })) {
      const authorization = `Basic ${Buffer.from(`${user.username}:${user.password}`).toString("base64")}`;
      const text = await (await fetch(engine.url, { method: "POST", headers: { authorization }, body: sql })).text();
      if (text.includes("never-to-be-told")) told[role as keyof typeof told] += 1;
    }
  expect(told.owner).toBeGreaterThan(10);
  expect(told.reader).toBe(0);
});
