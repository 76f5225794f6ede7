import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { messageOf, TidemarkError } from "../../../errors.ts";
import { knock } from "../engine/engine-door.ts";
import { type BackupManifest, readManifest } from "./backup-manifest.ts";
import { copyHashed } from "./copy-hashed.ts";
import type { BackupProgress } from "./write-backup.ts";

export interface Restored {
  readonly manifest: BackupManifest;
  /** Where what was there before lies now; undefined where nothing was. */
  readonly before: string | undefined;
}

/**
 * Puts a backup in the place of an engine's data; what was there is put aside, not deleted. Every file is held against the size and the hash that the backup names before anything is changed.
 * @param directory the engine's: `clickhouse` in the data directory
 * @throws TidemarkError `conflict` while an engine runs there, `input` for a backup that is not whole.
 */
export async function restoreBackup(backup: string, directory: string, now: number, progress: BackupProgress): Promise<Restored> {
  const manifest = await readManifest(backup);
  const running = (await knock(resolve(directory)))?.pid ?? (await holderOf(directory));
  if (running !== undefined)
    throw new TidemarkError("conflict", `restoring into ${directory}: process ${running} runs an engine on it; stop tidemark up, or whatever role runs it`);
  const [draft, data] = [join(directory, "data.restoring"), join(directory, "data")];
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  progress.total(manifest.files.length);
  for (const { path, bytes, sha256 } of manifest.files) {
    const copied = await copyHashed(join(backup, "data", path), join(draft, path)).catch((thrown: unknown) => {
      throw new TidemarkError("unavailable", `restoring ${path} of the backup ${backup}: ${messageOf(thrown)}`, { cause: thrown });
    });
    if (copied.bytes !== bytes || copied.sha256 !== sha256)
      throw new TidemarkError(
        "input",
        `restoring ${path} of the backup ${backup}: it is not what was written (${copied.bytes} bytes for ${bytes}, or another hash); take another backup`,
      );
    progress.copied();
  }
  const aside = join(directory, `data.before-${new Date(now).toISOString().replaceAll(":", "")}`);
  const before = await rename(data, aside).then(
    () => aside,
    () => undefined,
  );
  await rename(draft, data);
  return { manifest, before };
}

/** The engine whose door does not answer: stopped, or left by its parent. Of Linux. */
async function holderOf(directory: string): Promise<number | undefined> {
  const status = await readFile(join(directory, "data", "status"), "utf8").catch(() => "");
  const pid = /PID: (\d+)/.exec(status)?.[1];
  const command = pid === undefined ? "" : await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return command.includes("engine-process") ? Number(pid) : undefined;
}
