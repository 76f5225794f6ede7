import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MANIFEST } from "../../../../collector/clickhouse/backup/backup-manifest.ts";
import { restoreBackup } from "../../../../collector/clickhouse/backup/restore-backup.ts";
import { writeBackup } from "../../../../collector/clickhouse/backup/write-backup.ts";
import { createStore } from "../../../../collector/clickhouse/clickhouse-store.ts";
import { type EmbeddedEngine, startEmbeddedEngine } from "../../../../collector/clickhouse/engine/embedded-engine.ts";
import { createDatabase, migrate } from "../../../../collector/clickhouse/migrate.ts";
import type { Store } from "../../../../collector/clickhouse/store.ts";
import { inferenceMessage } from "../../ingest/support/messages.ts";
import { storedRows } from "../../ingest/support/stored-rows.ts";

const QUIET = { total: () => undefined, copied: () => undefined };
const NOW = Date.UTC(2026, 10, 27);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-backup-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function openMigrated(engine: EmbeddedEngine): Promise<Store> {
  await createDatabase(engine);
  const store = createStore(engine);
  await migrate(store);
  return store;
}

const insert = (store: Store, n: number) => store.insert("inferences", inferenceMessage(n).value, { token: `batch ${n}` });

test("a backup taken while rows come is of one moment: rows and rollups agree, and no batch of it is stored again under its token", async () => {
  const [directory, backup, elsewhere] = [join(folder, "one"), join(folder, "backup"), join(folder, "other")];
  await using engine = await startEmbeddedEngine({ directory });
  await using store = await openMigrated(engine);
  let sent = 0;
  const stop = new AbortController();
  const writing = (async () => {
    for (; !stop.signal.aborted; sent++) await insert(store, sent);
  })();
  await expect.poll(() => sent, { timeout: 60_000 }).toBeGreaterThan(5);
  const manifest = await writeBackup(engine, backup, NOW, QUIET).finally(() => stop.abort());
  await writing;
  expect(await readdir(join(directory, "data", "shadow"))).not.toContainEqual(expect.stringContaining("backup"));

  expect((await restoreBackup(backup, elsewhere, NOW, QUIET)).before).toBeUndefined();
  await using other = await startEmbeddedEngine({ directory: elsewhere });
  await using restored = createStore(other);
  const held = await storedRows(restored);
  expect(held.rows).toBeGreaterThan(5);
  expect(held.rows).toBeLessThanOrEqual(sent);
  expect(held).toMatchObject({ different: held.rows, rolledUp: held.rows, rolledUpX: held.x });
  expect(manifest.rows).toBeGreaterThanOrEqual(held.rows);
  for (let n = 0; n < sent; n++) await insert(restored, n);
  expect(await storedRows(restored)).toEqual(await storedRows(store));
  expect((await migrate(restored)).length).toBe(0);
}, 180_000);

test("what was there is put aside; a running engine, a folder that holds something, a backup that is not whole or was changed are refused, and nothing is changed", async () => {
  const [directory, backup] = [join(folder, "one"), join(folder, "backup")];
  {
    await using engine = await startEmbeddedEngine({ directory });
    await using store = await openMigrated(engine);
    await insert(store, 1);
    await writeBackup(engine, backup, NOW, QUIET);
    await insert(store, 2);
    await expect(writeBackup(engine, backup, NOW, QUIET)).rejects.toMatchObject({ code: "input", message: expect.stringContaining("is not empty") });
    await expect(restoreBackup(backup, directory, NOW, QUIET)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining(`process ${engine.pid}`),
    });
    await rm(join(directory, "engine.sock"));
    await expect(restoreBackup(backup, directory, NOW, QUIET)).rejects.toMatchObject({ code: "conflict" });
  }
  expect((await restoreBackup(backup, directory, NOW, QUIET)).before).toBe(join(directory, "data.before-2026-11-27T000000.000Z"));
  {
    await using engine = await startEmbeddedEngine({ directory });
    await using store = createStore(engine);
    expect((await storedRows(store)).rows).toBe(1);
  }
  const files = (await readdir(join(backup, "data"), { recursive: true })).filter((path) => path.endsWith("data.bin"));
  await writeFile(join(backup, "data", files[0] ?? ""), "changed");
  await expect(restoreBackup(backup, directory, NOW, QUIET)).rejects.toMatchObject({
    code: "input",
    message: expect.stringContaining("is not what was written"),
  });
  await rm(join(backup, MANIFEST));
  await expect(restoreBackup(backup, directory, NOW, QUIET)).rejects.toMatchObject({ code: "input", message: expect.stringContaining("written whole") });
  await using engine = await startEmbeddedEngine({ directory });
  await using store = createStore(engine);
  expect((await storedRows(store)).rows).toBe(1);
}, 180_000);
