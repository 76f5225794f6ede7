import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const engineFile = z.object({
  url: z.url(),
  reader: z.object({ username: z.string(), password: z.string() }),
  pid: z.int(),
});

/** Where a running engine is and how to read from it: `engine.json` in its directory, mode 0600. The owner's password is not in it, since a query could read it. */
export type EngineFile = z.infer<typeof engineFile>;

const pathIn = (directory: string): string => join(directory, "engine.json");

/** Replaces the file at once. */
export async function writeEngineFile(directory: string, content: EngineFile): Promise<void> {
  const draft = `${pathIn(directory)}.${content.pid}`;
  await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: "w" });
  await rename(draft, pathIn(directory));
}

/** The file's content, or undefined without one that can be read. */
export async function readEngineFile(directory: string): Promise<EngineFile | undefined> {
  const text = await readFile(pathIn(directory), "utf8").catch(() => "null");
  try {
    return engineFile.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Removes the file, unless it is another process's by now. */
export async function removeEngineFile(directory: string, pid: number): Promise<void> {
  if ((await readEngineFile(directory))?.pid === pid) await rm(pathIn(directory), { force: true });
}
