import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type LockHolder, tryLock } from "../../../../collector/log/embedded/lock.ts";

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-lock-"));
  path = join(directory, "a.lock");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** Field 22 of /proc/PID/stat, which tells two processes of one id apart. */
async function startOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

const left = (holder: Partial<LockHolder>) => writeFile(path, JSON.stringify({ pid: 1, host: hostname(), started: "", token: "other", ...holder }));

describe("whose lock is taken over", () => {
  test("a living process's is not; once it is dead, it is", async () => {
    const other = spawn("sleep", ["60"]);
    await once(other, "spawn");
    await left({ pid: other.pid ?? 0, started: await startOf(other.pid ?? 0) });
    expect(await tryLock(path)).toMatchObject({ kind: "held", by: { pid: other.pid } });
    other.kill("SIGKILL");
    await once(other, "exit");
    const result = await tryLock(path);
    expect(result.kind).toBe("locked");
    if (result.kind === "locked") await result.lock[Symbol.asyncDispose]();
  });

  test("that of a dead process whose id another has by now", async () => {
    const other = spawn("sleep", ["60"]);
    await once(other, "spawn");
    await left({ pid: other.pid ?? 0, started: "1" });
    expect((await tryLock(path)).kind).toBe("locked");
    other.kill("SIGKILL");
  });

  test("our own id's of an earlier process", async () => {
    await left({ pid: process.pid });
    expect((await tryLock(path)).kind).toBe("locked");
  });

  test("another host's while it beats is not; silent for long, it is", async () => {
    await left({ host: "elsewhere" });
    expect((await tryLock(path)).kind).toBe("held");
    const before = new Date(Date.now() - 16_000);
    await utimes(path, before, before);
    expect((await tryLock(path)).kind).toBe("locked");
  });

  test("two at once: one has it", async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => tryLock(path)));
    expect(results.filter(({ kind }) => kind === "locked").length).toBe(1);
  });
});
