import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Attack } from "./attack.ts";

/** Every attack of this folder. */
export async function loadAttacks(): Promise<readonly Attack[]> {
  const files = (await readdir(import.meta.dirname)).filter((file) => file.endsWith("-attack.ts")).sort();
  return Promise.all(files.map(async (file) => ((await import(join(import.meta.dirname, file))) as { readonly default: Attack }).default));
}
