import { execFile } from "node:child_process";
import { appendFile, mkdtemp, rm, rmdir, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { messageOf } from "../../../errors.ts";

const run = promisify(execFile);
const PIECES = 50;

/** A disk of its own, so small that it can be filled. Of Linux, for root. */
export interface SmallDisk extends AsyncDisposable {
  readonly folder: string;
  /** Takes all the room that is left, within some time, as a log that runs over does. */
  fill(withinMs: number): Promise<void>;
  /** Gives it back. */
  empty(): Promise<void>;
}

export async function mountSmallDisk(megabytes: number): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), "tidemark-disk-"));
  await run("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder]).catch(async (error: unknown) => {
    await rmdir(folder);
    throw error;
  });
  const filler = join(folder, "filler");
  return {
    folder,
    async fill(withinMs) {
      const { bavail, bsize } = await statfs(folder);
      const piece = Buffer.alloc(Math.ceil((bavail * bsize) / PIECES));
      for (let at = 0; at < PIECES; at++) {
        // Of the last one as much as there is room for: others take of it too.
        await appendFile(filler, piece).catch(() => undefined);
        await sleep(withinMs / PIECES);
      }
    },
    empty: () => rm(filler, { force: true }),
    async [Symbol.asyncDispose]() {
      await run("umount", ["-l", folder]);
      await rmdir(folder);
    },
  };
}

/** Why no small disk can be had here; undefined where it can. */
export async function noSmallDiskBecause(): Promise<string | undefined> {
  try {
    await (await mountSmallDisk(1))[Symbol.asyncDispose]();
    return undefined;
  } catch (error) {
    return `no tmpfs can be mounted here, which root may (${messageOf(error).trim().split("\n").at(-1)})`;
  }
}
