import { readdir } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { TidemarkError } from "./errors.ts";

/**
 * Loads every plugin of a folder: each `.ts` (or, built, `.js`) file directly in it, by its default export, which carries its file's name as `name`.
 * Works unbuilt, from `dist/` and under vitest. Sorted by name.
 * @throws TidemarkError `internal` when a file has no default export of that name.
 */
export async function loadPlugins<T extends { readonly name: string }>(folder: string): Promise<readonly T[]> {
  return Promise.all((await pluginFiles(folder)).map((file) => loadPlugin<T>(join(folder, file))));
}

/** The names of a folder's plugins, which are their files', without loading them. Sorted. */
export async function pluginNames(folder: string): Promise<readonly string[]> {
  return (await pluginFiles(folder)).map((file) => basename(file, extname(file)));
}

async function pluginFiles(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((file) => /(?<!\.d)\.[jt]s$/.test(file)).sort();
}

/** Loads one plugin by its file's path. @throws TidemarkError `internal` when its default export does not carry the file's name. */
export async function loadPlugin<T extends { readonly name: string }>(path: string): Promise<T> {
  const module = (await import(pathToFileURL(path).href)) as { default?: T };
  const expected = basename(path, extname(path));
  if (module.default?.name !== expected)
    throw new TidemarkError("internal", `loading plugin ${path}: its default export must have the name "${expected}", has "${module.default?.name}"`);
  return module.default;
}
