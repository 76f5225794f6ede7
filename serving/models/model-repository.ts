import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { modelSchema } from "../../collector/events/model-schema.ts";
import type { ModelSchema } from "../../collector/events/model-schema.ts";
import { messageOf, TidemarkError } from "../../errors.ts";
import { loadOnnxModel } from "./onnx-model.ts";
import type { OnnxModel } from "./onnx-model.ts";

/** Loads every `<name>/<version>/model.onnx` of a folder, with the `model.yaml` beside it, if any; by name, newest version (10 after 9) first. @throws TidemarkError `config` naming the file that is wrong, or when there is none. */
export async function loadModels(directory: string): Promise<readonly OnnxModel[]> {
  const models: OnnxModel[] = [];
  for (const name of await folders(directory))
    for (const version of await folders(join(directory, name))) models.push(...(await loadVersion(directory, name, version)));
  if (models.length === 0) throw new TidemarkError("config", `loading models from ${directory}: found none; expected <name>/<version>/model.onnx`);
  return models;
}

async function loadVersion(directory: string, name: string, version: string): Promise<OnnxModel[]> {
  const path = join(directory, name, version, "model.onnx");
  if (!existsSync(path)) return [];
  return [await loadOnnxModel(path, name, version, await readSchema(join(directory, name, version, "model.yaml"), name, version))];
}

/** @throws TidemarkError `config` with the file and every mistake in it. */
async function readSchema(path: string, name: string, version: string): Promise<ModelSchema | undefined> {
  if (!existsSync(path)) return undefined;
  const yaml = await readFile(path, "utf8");
  try {
    const schema = modelSchema.parse(parse(yaml));
    return { ...schema, name, version };
  } catch (error) {
    throw new TidemarkError("config", `reading ${path}: ${error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error)}`, { cause: error });
  }
}

/** Sorted by name, numbers downward by size. */
async function folders(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    throw new TidemarkError("config", `loading models from ${directory}: ${messageOf(error)}`, { cause: error });
  });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return names.sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
}
