import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { messageOf, TidemarkError } from "../../../errors.ts";
import type { EngineAddress } from "../engine/engine-door.ts";
import type { FrozenStore } from "../engine/freeze-store.ts";
import { FREEZE_PATH } from "../engine/http-front.ts";
import { type BackupManifest, MANIFEST } from "./backup-manifest.ts";
import { copyHashed } from "./copy-hashed.ts";

export interface BackupProgress {
  /** So many files there are, once that is known. */
  total(files: number): void;
  copied(): void;
}

/** Longest wait for the picture: writes under way end first, each within its own deadline. */
const FREEZE_WITHIN_MS = 120_000;

/**
 * Writes a backup of the engine's store while it runs: a still picture of all tables at one moment (writes wait for it, well under a second mostly; reads do not), copied at leisure. The folder must be empty or not there.
 * @throws TidemarkError `input` for a folder that holds something, `unavailable` when the engine or the disk does not do it.
 */
export async function writeBackup(engine: EngineAddress, directory: string, now: number, progress: BackupProgress): Promise<BackupManifest> {
  const held = await readdir(directory).catch(() => []);
  if (held.length > 0) throw new TidemarkError("input", `writing a backup to ${directory}: it is not empty; name a folder that is empty or not there`);
  const frozen = await freeze(engine);
  try {
    const files = (await readdir(frozen.path, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    progress.total(files.length);
    const copied: BackupManifest["files"] = [];
    for (const entry of files) {
      const path = relative(frozen.path, join(entry.parentPath, entry.name)).split(sep).join("/");
      copied.push({ path, ...(await copyHashed(join(frozen.path, path), join(directory, "data", path))) });
      progress.copied();
    }
    const manifest: BackupManifest = { format: 1, madeTime: new Date(now).toISOString(), tables: frozen.tables, rows: frozen.rows, files: copied };
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await writeFile(join(directory, MANIFEST), `${JSON.stringify(manifest)}\n`, { mode: 0o600, flush: true });
    return manifest;
  } catch (thrown) {
    throw new TidemarkError(
      "unavailable",
      `writing a backup to ${directory}: ${messageOf(thrown)}; the folder must be writable and have room, and the engine must not be restarted meanwhile`,
      {
        cause: thrown,
      },
    );
  } finally {
    await rm(frozen.path, { recursive: true, force: true });
  }
}

async function freeze({ url, username, password }: EngineAddress): Promise<FrozenStore> {
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  try {
    const answer = await fetch(url + FREEZE_PATH, { method: "POST", headers: { authorization }, signal: AbortSignal.timeout(FREEZE_WITHIN_MS) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return JSON.parse(text) as FrozenStore;
  } catch (thrown) {
    throw new TidemarkError("unavailable", `freezing the tables for a backup: ${messageOf(thrown)}; the engine must run, and be of this version`, {
      cause: thrown,
    });
  }
}
