import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The id of the log in a directory, made by whichever process opens it first and kept in its file `log-id`. */
export async function logId(directory: string): Promise<string> {
  const file = join(directory, "log-id");
  await mkdir(directory, { recursive: true });
  // Written whole under another name first, so that nobody reads half an id; link refuses where there is one already.
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, randomUUID());
  await link(draft, file).catch(() => undefined);
  await rm(draft);
  return readFile(file, "utf8");
}
