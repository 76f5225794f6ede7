import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { digestOf, newPassword } from "./credentials.ts";

const engineKeys = z.object({
  /** Where the engine listened last; 0: never yet. */
  port: z.int().min(0).max(65_535),
  readerPassword: z.string().min(16),
  /** sha256 of the owner's passwords, newest first. */
  ownerDigests: z.array(z.string().regex(/^[0-9a-f]{64}$/)).min(1),
});

/** What outlives a restart, in `engine-keys.json` (mode 0600): who was connected goes on with its password at the same port. */
export type EngineKeys = z.infer<typeof engineKeys>;

/** Passwords of the owner that stay valid: one is made for each start, and a process may live for as many starts of others. */
const KEPT = 256;

/** The keys for a new start, with the owner's new password, which is never on disk. Not yet written. */
export async function nextKeys(directory: string): Promise<{ readonly keys: EngineKeys; readonly ownerPassword: string }> {
  const before = await readKeys(directory);
  const ownerPassword = newPassword();
  const ownerDigests = [digestOf(ownerPassword), ...(before?.ownerDigests ?? [])].slice(0, KEPT);
  return { ownerPassword, keys: { port: before?.port ?? 0, readerPassword: before?.readerPassword ?? newPassword(), ownerDigests } };
}

/** Replaces the file at once. */
export async function writeKeys(directory: string, keys: EngineKeys): Promise<void> {
  const draft = `${pathIn(directory)}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, pathIn(directory));
}

/** Undefined without a file that can be read: then everything is made anew. */
async function readKeys(directory: string): Promise<EngineKeys | undefined> {
  try {
    return engineKeys.parse(JSON.parse(await readFile(pathIn(directory), "utf8")));
  } catch {
    return undefined;
  }
}

const pathIn = (directory: string): string => join(directory, "engine-keys.json");
