import type { ModelSchema } from "../collector/events/model-schema.ts";
import { TidemarkError } from "../errors.ts";
import { loadModels } from "./models/model-repository.ts";
import { ModelServer } from "./models/model-server.ts";
import { createProxy } from "./proxy/proxy.ts";
import type { Target } from "./request-path/call.ts";
import type { ServingConfig } from "./serving-config.ts";
import { loadProtocols } from "./wire/load-protocols.ts";
import type { Protocol } from "./wire/protocol.ts";

/** What answers, which of its requests are captured, and what is declared of its models. */
export interface OpenTarget {
  readonly target: Target;
  /** None: nothing is captured. */
  readonly protocols: readonly Protocol[];
  readonly schemas: readonly ModelSchema[];
  /** Names of the models that this process serves itself. */
  readonly models: readonly string[];
}

/** Opens what the configuration names. @throws TidemarkError `config` when it names nothing, an unknown protocol, or a folder without models. */
export async function openTarget(config: ServingConfig, declared: readonly ModelSchema[]): Promise<OpenTarget> {
  const protocols = config.capture.enabled ? await chosenProtocols(config.upstream?.protocol ?? "auto") : [];
  if (config.upstream !== undefined) return { target: createProxy(config.upstream), protocols, schemas: declared, models: [] };
  if (config.models === undefined)
    throw new TidemarkError("config", 'starting a sidecar: expected "upstream" (a model server) or "models" (a folder of ONNX files) in the section serving');
  const models = await loadModels(config.models.directory);
  const found = models.map((model) => model.schema).filter((schema) => schema !== undefined);
  return { target: new ModelServer(models, config.models.maxQueueRows), protocols, schemas: [...declared, ...found], models: models.map(({ name }) => name) };
}

async function chosenProtocols(wanted: string): Promise<readonly Protocol[]> {
  const all = await loadProtocols();
  const chosen = all.filter((protocol) => wanted === "auto" || protocol.name === wanted);
  if (chosen.length > 0) return chosen;
  throw new TidemarkError(
    "config",
    `serving.upstream.protocol: "${wanted}" is unknown; expected auto or one of ${all.map((protocol) => protocol.name).join(", ")}`,
  );
}
