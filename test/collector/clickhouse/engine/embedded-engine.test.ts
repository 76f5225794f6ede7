import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createStore } from "../../../../collector/clickhouse/clickhouse-store.ts";
import { joinEngine, startEmbeddedEngine } from "../../../../collector/clickhouse/engine/embedded-engine.ts";
import type { Store } from "../../../../collector/clickhouse/store.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-engine-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const one = async (store: Store): Promise<unknown> => store.query("SELECT 1 AS one");

/** Calls until it does not throw a retriable error, as every caller of a Store does. */
async function untilAvailable<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (thrown) {
      if (!(thrown as { retriable?: boolean }).retriable) throw thrown;
      await sleep(50);
    }
  }
}

describe("one process a directory", () => {
  test("engine.json is its owner's alone, and goes when the engine stops", async () => {
    const engine = await startEmbeddedEngine({ directory });
    const path = join(directory, "engine.json");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(path, "utf8"))).toEqual({
      url: engine.url,
      username: engine.username,
      password: engine.password,
      reader: engine.reader,
      pid: engine.pid,
    });
    await engine[Symbol.asyncDispose]();
    await expect(stat(path)).rejects.toThrow("ENOENT");
  });

  test("a second start says who holds it; joining uses what runs", async () => {
    await using engine = await startEmbeddedEngine({ directory });
    await expect(startEmbeddedEngine({ directory })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(`held by process ${engine.pid} at ${engine.url}`),
    });
    const joined = await joinEngine(directory);
    expect(joined).toEqual({ url: engine.url, username: engine.username, password: engine.password, reader: engine.reader });
    await using store = createStore({ url: "", username: "", password: "", ...joined, database: "default" });
    expect(await one(store)).toEqual([{ one: 1 }]);
  });

  test("the engine's own lock holds even when engine.json is gone", async () => {
    await using engine = await startEmbeddedEngine({ directory });
    await rm(join(directory, "engine.json"));
    await expect(startEmbeddedEngine({ directory })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(`held by process ${engine.pid}`),
    });
  });

  test("an engine.json left by a dead process does not count", async () => {
    const left = { url: "http://127.0.0.1:1", username: "u", password: "p", reader: { username: "r", password: "p" }, pid: process.pid };
    await writeFile(join(directory, "engine.json"), JSON.stringify(left));
    expect(await joinEngine(directory)).toBeUndefined();
    await using engine = await startEmbeddedEngine({ directory });
    expect((await joinEngine(directory))?.url).toBe(engine.url);
  });
});

describe("a killed engine", () => {
  test("is started again at the same address, with every acknowledged insert once", async () => {
    const notices: string[] = [];
    await using engine = await startEmbeddedEngine({ directory, onNotice: (notice) => notices.push(notice) });
    await using store = createStore({ ...engine, database: "default" });
    await store.command("CREATE TABLE kept (n UInt32) ENGINE = MergeTree ORDER BY n SETTINGS non_replicated_deduplication_window = 100");
    const first = engine.pid ?? 0;
    const batches = Array.from({ length: 30 }, (_, batch) => batch);
    for (const batch of batches) {
      const inserted = untilAvailable(() =>
        store.insert(
          "kept",
          Array.from({ length: 100 }, (_, n) => ({ n: batch * 100 + n })),
          { token: `batch-${batch}` },
        ),
      );
      if (batch === 10) process.kill(first, "SIGKILL");
      await inserted;
    }
    expect(await store.query("SELECT count() AS rows, uniqExact(n) AS different FROM kept")).toEqual([{ rows: 3000, different: 3000 }]);
    expect(engine.pid).not.toBe(first);
    expect(notices).toEqual([expect.stringContaining("SIGKILL")]);
  });
});

describe("stopping", () => {
  test("waits for the query under way, and what was written is there at the next start", async () => {
    {
      await using engine = await startEmbeddedEngine({ directory });
      await using store = createStore({ ...engine, database: "default" });
      await store.command("CREATE TABLE kept (n UInt32) ENGINE = MergeTree ORDER BY n");
      await store.insert("kept", [{ n: 5 }]);
    }
    await using engine = await startEmbeddedEngine({ directory });
    await using store = createStore({ ...engine, database: "default" });
    expect(await store.query("SELECT n FROM kept")).toEqual([{ n: 5 }]);
    expect((await readdir(join(directory, "exchange"))).filter((name) => !name.startsWith("pipe-"))).toEqual([]);
  });

  test("the engine goes when its parent is killed", async () => {
    const script = join(directory, "parent.ts");
    const module = new URL("../../../../collector/clickhouse/engine/embedded-engine.ts", import.meta.url).href;
    await writeFile(
      script,
      `const { startEmbeddedEngine } = await import(${JSON.stringify(module)});\nconst engine = await startEmbeddedEngine({ directory: ${JSON.stringify(join(directory, "db"))} });\nprocess.send({ pid: engine.pid });\n`,
    );
    const parent = fork(script, [], { execArgv: [], stdio: "ignore" });
    const [{ pid }] = (await once(parent, "message")) as [{ pid: number }];
    parent.kill("SIGKILL");
    await once(parent, "exit");
    while (isAlive(pid)) await sleep(20);
    await using again = await startEmbeddedEngine({ directory: join(directory, "db") });
    expect(again.pid).not.toBe(pid);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
