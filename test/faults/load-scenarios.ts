import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Scenario } from "./scenario.ts";

/** Every scenario of this folder. */
export async function loadScenarios(): Promise<readonly Scenario[]> {
  const files = (await readdir(import.meta.dirname)).filter((file) => file.endsWith("-scenario.ts")).sort();
  return Promise.all(files.map(async (file) => ((await import(join(import.meta.dirname, file))) as { readonly default: Scenario }).default));
}
