import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, type FileHandle, mkdtemp, open, readdir, readFile, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type EmbeddedLogOptions, openEmbeddedLog } from "../../../../collector/log/embedded/embedded-log.ts";
import { applyRetention } from "../../../../collector/log/embedded/retention.ts";
import type { LogNotice } from "../../../../collector/log/log-notice.ts";
import { messages } from "../conformance-messages.ts";
import { Reader, until } from "../conformance.ts";

let directory: string;
let notices: LogNotice[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-crash-"));
  notices = [];
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const openLog = (more: Partial<EmbeddedLogOptions> = {}) => openEmbeddedLog({ directory, onNotice: (notice) => notices.push(notice), ...more });
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const partition = () => join(directory, "t", "0");
const segments = async () => (await readdir(partition())).sort().map((name) => join(partition(), name));

async function write(from: number, to: number, more: Partial<EmbeddedLogOptions> = {}): Promise<void> {
  await using log = await openLog(more);
  for (let at = from; at < to; at++) await log.append("t", messages(at, at + 1));
}

/** Reads all, in a log of its own as another process would. */
async function readAll(count: number): Promise<number[]> {
  await using log = await openLog();
  const reader = new Reader();
  await using _ = await reader.subscribe(log, ["t"], "g");
  await until(() => reader.taken.length >= count);
  return reader.sequences();
}

async function flip(path: string, place: number): Promise<void> {
  await using handle = await open(path, "r+");
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, place);
  await handle.write(Buffer.from([(buffer[0] ?? 0) ^ 0xff]), 0, 1, place);
}

test("kill -9 of the writing process, three times: everything acknowledged is there once, readable while it writes, and the next writer takes the lock over", async () => {
  await using log = await openLog();
  const reader = new Reader();
  await using _ = await reader.subscribe(log, ["t"], "g");
  let most = 0;
  for (const round of range(0, 3)) {
    const writer = spawn(process.execPath, [join(import.meta.dirname, "append-until-killed.ts"), directory, "t"], { stdio: ["ignore", "pipe", "inherit"] });
    let printed = "";
    writer.stdout.on("data", (data: Buffer) => (printed += data.toString()));
    const before = reader.taken.length;
    await until(() => printed.split("\n").length > 50 + round * 17 && reader.taken.length > before);
    writer.kill("SIGKILL");
    await once(writer, "close");
    const acknowledged = Number(printed.trimEnd().split("\n").at(-1));
    most += acknowledged;
    await until(() => reader.taken.length - before >= acknowledged);
    expect(reader.taken.slice(before, before + acknowledged).map(({ sequence }) => Number(sequence))).toEqual(range(0, acknowledged));
    expect(reader.taken.slice(before).every(({ value, sequence }) => value.length === 1000 + (Number(sequence) % 500))).toBe(true);
  }
  expect(reader.taken.length).toBeGreaterThanOrEqual(most);
  expect(notices.filter(({ kind }) => kind !== "tornTail")).toEqual([]);
});

test("a log cut at any byte keeps every whole record before the cut, and goes on after it", async () => {
  await write(0, 4);
  const [file = ""] = await segments();
  const whole = await readFile(file);
  const each = whole.length / 4;
  for (const cut of range(0, whole.length)) {
    await writeFile(file, whole.subarray(0, cut));
    await write(90, 91);
    const kept = Math.floor(cut / each);
    expect((await stat(file)).size).toBeGreaterThan(kept * each);
    expect((await readFile(file)).subarray(0, kept * each)).toEqual(whole.subarray(0, kept * each));
    expect(notices.length, `cut at ${cut}`).toBe(cut % each === 0 ? 0 : 1);
    notices = [];
  }
  expect(await readAll(4)).toEqual([0, 1, 2, 90]);
});

test("a last record that fails its checksum may have been read: it stays, its offset is given to no other, and readers tell of it", async () => {
  await write(0, 5);
  const [file = ""] = await segments();
  const { size } = await stat(file);
  await flip(file, size - 1);
  await write(7, 8);
  expect((await stat(file)).size).toBe(size);
  await using log = await openLog();
  const reader = new Reader();
  const lost: [number, number][] = [];
  await using _ = await log.subscribe({
    topics: ["t"],
    group: "lost",
    position: async () => undefined,
    onBatch: async ({ messages: batch }) => void reader.taken.push(...batch),
    lost: async ({ from, to }) => void lost.push([Number(from), Number(to)]),
  });
  await until(() => reader.taken.length === 5);
  expect(reader.taken.map(({ offset, sequence }) => [Number(offset), Number(sequence)])).toEqual(
    [0, 1, 2, 3, 7].map((n, offset) => [offset === 4 ? 5 : offset, n]),
  );
  expect(lost).toEqual([[4, 5]]);
  expect(notices.map(({ kind }) => kind)).toEqual(["corruption", "gap"]);
});

test("zeros behind the last record, as a power cut leaves them, are cut off: nothing was lost", async () => {
  await write(0, 3);
  const [file = ""] = await segments();
  await appendFile(file, Buffer.alloc(4_096));
  await write(3, 4);
  expect(notices.map(({ kind }) => kind)).toEqual(["tornTail"]);
  expect(await readAll(4)).toEqual([0, 1, 2, 3]);
});

test.each([
  { name: "the body", place: 40 },
  { name: "the length", place: 0 },
  { name: "the length, which then reaches past the end", place: 2 },
])("damage of $name in the middle of a segment loses that message alone, with a notice; what follows is read, and appending goes on", async ({ place }) => {
  await write(0, 6);
  const [file = ""] = await segments();
  const each = (await stat(file)).size / 6;
  await flip(file, each * 2 + place);
  await write(6, 8);
  expect(await readAll(7)).toEqual([0, 1, 3, 4, 5, 6, 7]);
  expect(notices.map(({ kind }) => kind)).toEqual(["corruption", "gap"]);
});

test.each([
  { failure: "writes nothing", written: 0 },
  { failure: "writes a part of a message", written: 0.5 },
])("an append that $failure and fails: the next goes on behind the last whole message, offsets once each", async ({ written }) => {
  await using log = await openLog();
  await log.append("t", messages(0, 3));
  await using some = await open(join(directory, "log-id"), "r");
  const handles = Object.getPrototypeOf(some) as FileHandle;
  vi.spyOn(handles, "appendFile").mockImplementationOnce(async function (this: FileHandle, data) {
    await this.write((data as Buffer).subarray(0, Math.floor((data as Buffer).length * written)));
    throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
  });
  await expect(log.append("t", messages(3, 4))).rejects.toMatchObject({ code: "unavailable", retriable: true });
  await log.append("t", messages(3, 6));
  expect(await readAll(6)).toEqual([0, 1, 2, 3, 4, 5]);
  const reader = new Reader();
  await using _ = await reader.subscribe(log, ["t"], "offsets");
  await until(() => reader.taken.length === 6);
  expect(reader.taken.map(({ offset }) => Number(offset))).toEqual([0, 1, 2, 3, 4, 5]);
  expect(notices.filter(({ kind }) => kind !== "tornTail")).toEqual([]);
});

test("a closed segment that lost its end: its later segments are read", async () => {
  await write(0, 12, { segmentBytes: 300 });
  const [first = ""] = await segments();
  await truncate(first, (await stat(first)).size - 3);
  await appendFile(first, "");
  const found = await readAll(11);
  expect(found.length).toBe(11);
  expect(found.at(-1)).toBe(11);
  expect(notices.map(({ kind }) => kind)).toEqual(["corruption", "gap"]);
});

test("a second writer of a topic is refused with the holder's pid; readers are not", async () => {
  await using first = await openLog();
  await first.append("t", messages(0, 3));
  const other = spawn(process.execPath, [join(import.meta.dirname, "append-until-killed.ts"), directory, "t"], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  other.stderr.on("data", (data: Buffer) => (said += data.toString()));
  await once(other, "close");
  expect(said).toContain(`process ${process.pid} on`);
  await using second = await openLog();
  await expect(second.append("t", messages(0, 1))).rejects.toMatchObject({ code: "conflict", retriable: false });
  expect(await readAll(3)).toEqual([0, 1, 2]);
});

test("retention deletes the oldest whole segments by bytes or by age, never the newest; a reader goes on at the oldest kept with a notice", async () => {
  await write(0, 20, { segmentBytes: 300 });
  const before = await segments();
  await applyRetention(partition(), { bytes: 600, ageMs: Number.POSITIVE_INFINITY }, Date.now());
  const after = await segments();
  expect(after).toEqual(before.slice(-after.length));
  expect(after.length).toBeGreaterThan(0);
  await using log = await openLog();
  const reader = new Reader(new Map([["t/0", 1n]]));
  await using _ = await reader.subscribe(log, ["t"], "g");
  await until(() => reader.sequences().at(-1) === 19);
  expect(notices.map(({ kind }) => kind)).toEqual(["gap"]);
  for (const path of after) await utimes(path, 1, 1);
  await applyRetention(partition(), { bytes: Number.POSITIVE_INFINITY, ageMs: 1000 }, Date.now());
  expect(await segments()).toEqual(after.slice(-1));
});

test("a batch is limited in messages and bytes, but a larger message comes alone", async () => {
  await write(0, 100);
  await using log = await openLog({ batch: { bytes: 200, messages: 7 } });
  await log.append("t", [{ key: "k", producer: "p", sequence: 1000n, value: Buffer.alloc(5000) }]);
  const reader = new Reader();
  await using _ = await reader.subscribe(log, ["t"], "g");
  await until(() => reader.taken.length === 101);
  expect(Math.max(...reader.batches.map((batch) => batch.messages.length))).toBeLessThanOrEqual(7);
  expect(reader.batches.at(-1)?.messages.length).toBe(1);
});
