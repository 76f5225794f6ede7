import { mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startEmbeddedEngine } from "../../collector/clickhouse/engine/embedded-engine.ts";
import { createStore } from "../../collector/clickhouse/clickhouse-store.ts";
import { insertFaultOf } from "../../collector/clickhouse/clickhouse-errors.ts";
import { openEmbeddedLog } from "../../collector/log/embedded/embedded-log.ts";
import { keptRoom } from "../../collector/room.ts";
import { messages } from "./log/conformance-messages.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-room-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const more = 2 ** 50;

test("what is free and what is kept are both said; nothing is kept: nothing is asked", async () => {
  const { bavail, bsize } = await statfs(folder);
  expect(await keptRoom(folder, Math.round(bavail * bsize * 2), "log.minFreeBytes").lack()).toMatch(
    /^\d+ MB are free on the disk of .*, and \d+ MB of it are kept \(log.minFreeBytes\); make room$/,
  );
  expect(await keptRoom(folder, 1, "x").lack()).toBeUndefined();
  expect(await keptRoom(join(folder, "none"), 0, "x").lack()).toBeUndefined();
});

test("the embedded log takes nothing of the room that is kept, and all again once there is more", async () => {
  await using log = await openEmbeddedLog({ directory: join(folder, "log"), minFreeBytes: more });
  await expect(log.append("t", messages(0, 1))).rejects.toMatchObject({ code: "unavailable", message: expect.stringContaining("appending to t: ") });
  await using roomy = await openEmbeddedLog({ directory: join(folder, "roomy") });
  await roomy.append("t", messages(0, 1));
});

test("the embedded engine's inserts leave the room that is kept: the batch waits for the store; reads go on", async () => {
  await using engine = await startEmbeddedEngine({ directory: join(folder, "engine"), minFreeBytes: more });
  await using store = createStore({ ...engine, database: "default" });
  await store.command("CREATE TABLE t (a UInt8) ENGINE = MergeTree ORDER BY a");
  const refused = await store.insert("t", [{ a: 1 }]).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "unavailable", message: expect.stringContaining("kept (clickhouse.minFreeBytes)") });
  expect(insertFaultOf(refused)).toBe("store");
  await expect(store.command(" INSERT INTO t SELECT 1")).rejects.toMatchObject({ code: "unavailable" });
  expect(await store.query("SELECT count() AS n FROM t")).toEqual([{ n: 0 }]);
}, 60_000);
