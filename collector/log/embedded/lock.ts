import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";

/** Who holds a lock. `token` is random for each process, `started` the process's start as the kernel counts it (empty where it does not say). */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  readonly started: string;
  readonly token: string;
}

export type LockResult = { readonly kind: "locked"; readonly lock: AsyncDisposable } | { readonly kind: "held"; readonly by: LockHolder };

const BEAT_MS = 2_000;
/** A holder on another host (a shared volume) is taken for dead when it has not touched its lock for this long. */
const SILENT_MS = 15_000;
const TOKEN = randomUUID();

/**
 * Takes a lock file, if no living process holds it. A lock whose process is gone (killed, or its pid reused) is taken over;
 * one from another host when it has been silent for 15 s. Disposing gives it back.
 */
export async function tryLock(path: string): Promise<LockResult> {
  await mkdir(dirname(path), { recursive: true });
  const text = JSON.stringify({ pid: process.pid, host: hostname(), started: await startOf(process.pid), token: TOKEN } satisfies LockHolder);
  for (;;) {
    if (await createWhole(path, text)) return { kind: "locked", lock: heldLock(path) };
    const found = await readFile(path, "utf8").catch(missing);
    if (found === undefined) continue;
    const by = JSON.parse(found) as LockHolder;
    if (await isAlive(by, path)) return { kind: "held", by };
    await takeAway(path, found);
  }
}

/** A lock file appears with its whole content or not at all. */
async function createWhole(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, text, { flag: "wx", mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  } finally {
    await rm(draft, { force: true });
  }
}

function heldLock(path: string): AsyncDisposable {
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), BEAT_MS).unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(beat);
      await rm(path, { force: true });
    },
  };
}

async function isAlive(holder: LockHolder, path: string): Promise<boolean> {
  if (holder.host !== hostname()) {
    const touched = await stat(path).catch(missing);
    return touched !== undefined && Date.now() - touched.mtimeMs < SILENT_MS;
  }
  if (holder.pid === process.pid) return holder.token === TOKEN;
  return pidExists(holder.pid) && (await startOf(holder.pid)) === holder.started;
}

/** Removes a dead holder's file; should a new holder have come in between, puts the new one's back. */
async function takeAway(path: string, deadText: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  const moved = await rename(path, aside).then(() => true, missing);
  if (moved === undefined) return;
  if ((await readFile(aside, "utf8")) !== deadText) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

function pidExists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Field 22 of /proc/PID/stat: start in clock ticks since boot; empty without /proc. */
async function startOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

function missing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  return undefined;
}
