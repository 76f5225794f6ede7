import { readFile } from "node:fs/promises";
import { messageOf, TidemarkError } from "../errors.ts";

/** A file that the configuration names; undefined where it names none. @throws TidemarkError `config` when it can't be read */
export async function readFileOf(path: string | undefined, key: string): Promise<Buffer | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path);
  } catch (error) {
    throw new TidemarkError("config", `reading ${key}: ${messageOf(error)}`, { cause: error });
  }
}
