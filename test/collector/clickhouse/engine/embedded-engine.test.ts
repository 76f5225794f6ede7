import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
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
    expect(JSON.parse(await readFile(path, "utf8"))).toEqual({ url: engine.url, reader: engine.reader, pid: engine.pid });
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

  test("a start that is refused changes nothing of the engine that runs, also where that one's door does not answer", async () => {
    await using engine = await startEmbeddedEngine({ directory });
    await using store = createStore({ ...engine, database: "default" });
    await store.command("CREATE TABLE kept (n UInt8) ENGINE = MergeTree ORDER BY n");
    await rm(join(directory, "engine.sock"));
    await expect(startEmbeddedEngine({ directory })).rejects.toMatchObject({ code: "conflict" });
    await store.insert("kept", [{ n: 1 }]);
    expect(await store.query("SELECT n FROM kept")).toEqual([{ n: 1 }]);
  });

  test("a directory with a path longer than a socket may have is joined too", async () => {
    const deep = join(directory, ...Array.from({ length: 12 }, () => "a-long-name-of-a-folder"));
    await using engine = await startEmbeddedEngine({ directory: deep });
    expect((await joinEngine(deep))?.url).toBe(engine.url);
  });

  test("what a killed holder left does not count", async () => {
    const left = await startParent(directory);
    left.parent.kill("SIGKILL");
    await once(left.parent, "exit");
    while (isAlive(left.pid)) await sleep(20);
    expect(await readdir(directory)).toContain("engine.sock");
    expect(await joinEngine(directory)).toBeUndefined();
    await using engine = await startEmbeddedEngine({ directory });
    expect((await joinEngine(directory))?.url).toBe(engine.url);
  });
});

describe("the owner's secret lies where no query can read it", () => {
  test("no file of the directory holds it", async () => {
    await using engine = await startEmbeddedEngine({ directory });
    const entries = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    expect(entries.map(({ name }) => name)).toEqual(expect.arrayContaining(["engine.json", "engine-keys.json"]));
    for (const { parentPath, name } of entries) expect([name, (await readFile(join(parentPath, name))).includes(engine.password)]).toEqual([name, false]);
    expect((await stat(join(directory, "engine.sock"))).mode & 0o777).toBe(0o600);
    expect((await stat(join(directory, "engine-keys.json"))).mode & 0o777).toBe(0o600);
  });

  test("the socket that tells it is none to a query, even the owner's", async () => {
    await using engine = await startEmbeddedEngine({ directory });
    await using store = createStore({ ...engine, database: "default" });
    await expect(store.query(`SELECT * FROM file('${join(directory, "engine.sock")}', 'LineAsString')`)).rejects.toThrow();
    await expect(store.query(`SELECT file('${join(directory, "engine.sock")}')`)).rejects.toThrow();
  });
});

describe("a restarted engine", () => {
  test("keeps its address and passwords: who was connected goes on; the new password works too", async () => {
    const first = await startEmbeddedEngine({ directory });
    await using store = createStore({ ...first, database: "default" });
    await using reader = createStore({ ...first, ...first.reader, database: "default" });
    await store.command("CREATE TABLE kept (n UInt32) ENGINE = MergeTree ORDER BY n");
    await first[Symbol.asyncDispose]();
    await expect(one(store)).rejects.toMatchObject({ code: "unavailable", retriable: true });
    await using second = await startEmbeddedEngine({ directory });
    expect(second.url).toBe(first.url);
    expect(second.password).not.toBe(first.password);
    expect(second.reader).toEqual(first.reader);
    expect(await store.query("SELECT count() AS rows FROM kept")).toEqual([{ rows: 0 }]);
    expect(await reader.query("SELECT count() AS rows FROM kept")).toEqual([{ rows: 0 }]);
    await using joined = createStore({ ...second, database: "default" });
    expect(await one(joined)).toEqual([{ one: 1 }]);
  });

  test("takes another port when its own is taken", async () => {
    const first = await startEmbeddedEngine({ directory });
    await first[Symbol.asyncDispose]();
    await using taken = createServer().listen(Number(new URL(first.url).port), "127.0.0.1");
    await once(taken, "listening");
    await using second = await startEmbeddedEngine({ directory });
    expect(second.url).not.toBe(first.url);
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

  test("is started again however often it dies", async () => {
    const restarts: number[] = [];
    await using engine = await startEmbeddedEngine({ directory, onRestart: () => restarts.push(Date.now()) });
    await using store = createStore({ ...engine, database: "default" });
    for (let kill = 1; kill <= 5; kill++) {
      process.kill(engine.pid ?? 0, "SIGKILL");
      while (restarts.length < kill || engine.pid === undefined) await sleep(20);
      expect(await untilAvailable(() => one(store))).toEqual([{ one: 1 }]);
    }
  });

  test("that hangs is killed and started again; a query meanwhile ends at its deadline", async () => {
    const notices: string[] = [];
    await using engine = await startEmbeddedEngine({ directory, hungAfterMs: 3_000, onNotice: (notice) => notices.push(notice) });
    await using store = createStore({ ...engine, database: "default", requestTimeout: 1_000 });
    expect(await one(store)).toEqual([{ one: 1 }]);
    const hung = engine.pid ?? 0;
    process.kill(hung, "SIGSTOP");
    const asked = performance.now();
    await expect(one(store)).rejects.toMatchObject({ code: "timeout", retriable: true });
    expect(performance.now() - asked).toBeLessThan(2_500);
    expect(await untilAvailable(() => one(store))).toEqual([{ one: 1 }]);
    expect(engine.pid).not.toBe(hung);
    expect(notices[0]).toContain("answered nothing for 3 s");
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
    const { parent, pid } = await startParent(join(directory, "db"));
    parent.kill("SIGKILL");
    await once(parent, "exit");
    while (isAlive(pid)) await sleep(20);
    await using again = await startEmbeddedEngine({ directory: join(directory, "db") });
    expect(again.pid).not.toBe(pid);
  });
});

/** Another process that runs an engine. */
async function startParent(db: string): Promise<{ readonly parent: ChildProcess; readonly pid: number }> {
  const script = join(directory, "parent.ts");
  const module = new URL("../../../../collector/clickhouse/engine/embedded-engine.ts", import.meta.url).href;
  await writeFile(
    script,
    `const { startEmbeddedEngine } = await import(${JSON.stringify(module)});\nconst engine = await startEmbeddedEngine({ directory: ${JSON.stringify(db)} });\nprocess.send({ pid: engine.pid });\n`,
  );
  const parent = fork(script, [], { execArgv: [], stdio: "ignore" });
  const [{ pid }] = (await once(parent, "message")) as [{ pid: number }];
  return { parent, pid };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
