import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createStore } from "../../../../collector/clickhouse/clickhouse-store.ts";
import { keepEngine } from "../../../../collector/clickhouse/engine/keep-engine.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-engine-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test("of several that start at once one runs the engine and the others join it; when it ends another goes on with it, at the same address with the same passwords", async () => {
  const kept = await Promise.all([1, 2, 3].map(() => keepEngine({ directory })));
  const first = kept.find(({ own }) => own !== undefined);
  const others = kept.filter((one) => one !== first);
  expect(others.map(({ own }) => own)).toEqual([undefined, undefined]);
  expect(new Set(kept.map(({ url }) => url)).size).toBe(1);
  const [other] = others;
  await using store = createStore({ url: "", username: "", password: "", ...other, database: "default" });
  await store.command("CREATE TABLE kept (n UInt8) ENGINE = MergeTree ORDER BY n");
  await store.insert("kept", [{ n: 1 }]);
  await first?.[Symbol.asyncDispose]();
  await expect.poll(() => store.query("SELECT n FROM kept").catch(() => "away"), { timeout: 60_000, interval: 250 }).toEqual([{ n: 1 }]);
  await expect.poll(() => others.filter(({ own }) => own !== undefined).length, { timeout: 20_000 }).toBe(1);
  for (const one of others) await one[Symbol.asyncDispose]();
}, 120_000);
