import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { modelSchema, type ModelSchema } from "../../collector/events/model-schema.ts";
import { fieldRules, type FieldRules } from "../../collector/events/privacy/field-rules.ts";
import { privateSchema } from "../../collector/events/privacy/private-schema.ts";
import type { Config } from "../../config/config.ts";
import { messageOf, TidemarkError } from "../../errors.ts";

/** The schema of a model as its captured rows are, with what `privacy` says: from `models:` in the configuration, else the model.yaml beside the newest version of an ONNX model that Tidemark serves. @throws TidemarkError `config` where none is declared. */
export async function schemaOf(config: Config, model: string): Promise<ModelSchema> {
  const declared = config.models.find(({ name }) => name === model) ?? (await besideModel(config, model));
  if (declared) return privateSchema(declared, fieldRulesOf(config, declared));
  throw new TidemarkError("config", `monitors: nothing is declared of the model "${model}"; expected it under models, with its task, score and features`);
}

/** What may be kept of a model's values. */
export function fieldRulesOf({ privacy, serving }: Config, schema: ModelSchema): FieldRules {
  const tags = serving?.capture.tags.map(({ name }) => name) ?? [];
  return fieldRules(privacy, schema.name, schema, tags);
}

/** The declared schemas of all models that the configuration names, by name; those of which nothing is declared here are left out. */
export async function schemasOf(config: Config): Promise<ReadonlyMap<string, ModelSchema>> {
  const watched = await Promise.all(config.monitors.map(({ model }) => schemaOf(config, model).catch(() => null)));
  return new Map([...config.models, ...watched.filter((schema) => schema !== null)].map((schema) => [schema.name, schema]));
}

async function besideModel(config: Config, model: string): Promise<ModelSchema | undefined> {
  const directory = config.serving?.models?.directory;
  if (directory === undefined) return undefined;
  const versions = await readdir(join(directory, model)).catch(() => []);
  const newest = versions.sort((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1);
  return newest === undefined ? undefined : readModelYaml(join(directory, model, newest, "model.yaml"));
}

async function readModelYaml(file: string): Promise<ModelSchema> {
  try {
    return modelSchema.parse(parse(await readFile(file, "utf8")));
  } catch (thrown) {
    throw new TidemarkError("config", `reading ${file}: ${messageOf(thrown)}`, { cause: thrown });
  }
}
