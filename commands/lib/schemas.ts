import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { modelSchema, type ModelSchema } from "../../collector/events/model-schema.ts";
import type { Config } from "../../config.ts";
import { messageOf, TidemarkError } from "../../errors.ts";

/** The declared schema of a model: from `models:` in the configuration. @throws TidemarkError `config` where none is declared. */
export async function schemaOf(config: Config, model: string): Promise<ModelSchema> {
  const declared = config.models.find(({ name }) => name === model);
  if (declared) return declared;
  throw new TidemarkError("config", `monitors: nothing is declared of the model "${model}"; expected it under models, with its task, score and features`);
}

/** Reads a `model.yaml` as it lies beside an ONNX file. @throws TidemarkError `config`. */
export async function readModelYaml(directory: string): Promise<ModelSchema> {
  const file = join(directory, "model.yaml");
  try {
    return modelSchema.parse(parse(await readFile(file, "utf8")));
  } catch (thrown) {
    throw new TidemarkError("config", `reading ${file}: ${messageOf(thrown)}`, { cause: thrown });
  }
}
