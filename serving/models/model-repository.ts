import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { modelSchema } from "../../collector/events/model-schema.ts";
import type { ModelSchema } from "../../collector/events/model-schema.ts";
import { messageOf, TidemarkError } from "../../errors.ts";
import { loadOnnxModel } from "./onnx-model.ts";
import type { OnnxModel } from "./onnx-model.ts";

/** A version that is in the folder and cannot be served. */
export interface BrokenModel {
  readonly name: string;
  readonly version: string;
  readonly reason: string;
}

/** What a folder holds; models by name, newest version (10 after 9) first. */
export interface Models {
  readonly models: readonly OnnxModel[];
  readonly broken: readonly BrokenModel[];
}

interface Loaded {
  /** Sizes and times of its files: while they stay, it is not loaded again. */
  readonly stamp: string;
  readonly model?: OnnxModel;
  readonly broken?: BrokenModel;
}

/** Every `<name>/<version>/model.onnx` of a folder, with the `model.yaml` beside it, if any. One that cannot be loaded does not keep others from being served. */
export class ModelRepository implements AsyncDisposable {
  readonly #directory: string;
  readonly #retired: OnnxModel[] = [];
  #loaded = new Map<string, Loaded>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Looks into the folder again: what is new or changed is loaded, the rest is as before. What is gone stays open until this is disposed of: requests may be under way.
   * @throws TidemarkError `config` when the folder can't be read, or nothing in it can be served, with every reason. */
  async look(): Promise<Models> {
    const found = new Map<string, Loaded>();
    for (const name of await folders(this.#directory))
      for (const version of await folders(join(this.#directory, name))) {
        const key = `${name}/${version}`;
        const one = await this.#load(name, version, this.#loaded.get(key));
        if (one !== undefined) found.set(key, one);
      }
    for (const [key, { model }] of this.#loaded) if (model !== undefined && found.get(key)?.model !== model) this.#retired.push(model);
    this.#loaded = found;
    const all = [...found.values()];
    const broken = all.flatMap((one) => one.broken ?? []);
    if (all.every((one) => one.model === undefined)) throw new TidemarkError("config", nothingToServe(this.#directory, broken));
    return { models: all.flatMap((one) => one.model ?? []), broken };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { model } of this.#loaded.values()) await model?.[Symbol.asyncDispose]();
    for (const model of this.#retired) await model[Symbol.asyncDispose]();
  }

  async #load(name: string, version: string, before: Loaded | undefined): Promise<Loaded | undefined> {
    const folder = join(this.#directory, name, version);
    const path = join(folder, "model.onnx");
    if (!existsSync(path)) return undefined;
    const stamp = `${await stampOf(path)} ${await stampOf(join(folder, "model.yaml"))}`;
    if (before?.stamp === stamp) return before;
    try {
      return { stamp, model: await loadOnnxModel(path, name, version, await readSchema(join(folder, "model.yaml"), name, version)) };
    } catch (error) {
      return { stamp, broken: { name, version, reason: messageOf(error) } };
    }
  }
}

function nothingToServe(directory: string, broken: readonly BrokenModel[]): string {
  if (broken.length === 0) return `loading models from ${directory}: found none; expected <name>/<version>/model.onnx`;
  return broken.map(({ reason }) => reason).join("\n");
}

async function stampOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined ? "none" : `${found.size} ${found.mtimeMs}`;
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
