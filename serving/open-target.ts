import type { ModelSchema } from "../collector/events/model-schema.ts";
import { messageOf, TidemarkError } from "../errors.ts";
import type { Logger } from "../telemetry.ts";
import { EventSink } from "./events/event-sink.ts";
import type { SinkHooks } from "./events/event-sink.ts";
import { ModelRepository } from "./models/model-repository.ts";
import type { BrokenModel, Models } from "./models/model-repository.ts";
import { ModelServer } from "./models/model-server.ts";
import { createProxy } from "./proxy/proxy.ts";
import { readFileOf } from "./read-file-of.ts";
import { repeat } from "./repeat.ts";
import type { Target } from "./request-path/call.ts";
import type { ServingConfig } from "./serving-config.ts";
import { loadProtocols } from "./wire/load-protocols.ts";
import type { ProtocolChoice } from "./wire/load-protocols.ts";
import type { Protocol } from "./wire/protocol.ts";

/** What answers, which of its requests are captured, and what is declared of its models. */
export interface OpenTarget extends AsyncDisposable {
  readonly target: Target;
  /** None: nothing is captured. */
  readonly protocols: readonly Protocol[];
  /** As they are now: a model may come while others are served. */
  schemas(): readonly ModelSchema[];
  /** What waits for something that will not come any more is told so. */
  release?(): void;
  /** Names of the models that this process serves itself. */
  models(): readonly string[];
  /** What is wrong though requests are answered, a line each. */
  notes(): readonly string[];
}

/** Opens what the configuration names. @param onSchemas called when what is declared of models has changed. @param hooks of a sink of events
 * @throws TidemarkError `config` when it names nothing, an unknown protocol, or a folder without a model that can be served. */
export async function openTarget(
  config: ServingConfig,
  declared: readonly ModelSchema[],
  logger: Logger,
  onSchemas: () => void,
  hooks: SinkHooks,
): Promise<OpenTarget> {
  const protocols = config.capture.enabled ? await liveProtocols(config) : [];
  if (config.upstream !== undefined) {
    const target = createProxy(config.upstream, { ca: await readFileOf(config.upstream.caFile, "serving.upstream.caFile") });
    return { target, protocols, schemas: () => declared, models: () => [], notes: () => [], [Symbol.asyncDispose]: () => target[Symbol.asyncDispose]() };
  }
  if (config.events !== undefined) {
    const target = new EventSink(config.events, hooks);
    const released = { release: () => target.release(), [Symbol.asyncDispose]: () => target[Symbol.asyncDispose]() };
    return { target, protocols, schemas: () => declared, models: () => [], notes: () => [], ...released };
  }
  if (config.models === undefined)
    throw new TidemarkError(
      "config",
      'starting a sidecar: expected "upstream" (a model server), "models" (a folder of ONNX files) or "events" (a logger\'s CloudEvents) in the section serving',
    );
  return openModels(config.models, protocols, declared, logger, onSchemas);
}

/** What a sidecar reads exchanges by; its own models speak two protocols. */
export function protocolChoice({ upstream, events }: ServingConfig): ProtocolChoice {
  if (events !== undefined) return { protocol: "cloudevents" };
  return upstream ?? { protocol: "auto", among: ["open-inference", "json"] };
}

/** Halves of exchanges between others are joined where nothing else comes: beside a model's own requests a row would be counted twice. */
async function liveProtocols(config: ServingConfig): Promise<readonly Protocol[]> {
  const choice = protocolChoice(config);
  if (config.events === undefined && choice.protocol === "cloudevents")
    throw new TidemarkError(
      "config",
      "serving.upstream.protocol: cloudevents come from a logger, not through a proxy; expected the section serving.events in place of serving.upstream",
    );
  return (await loadProtocols(choice)).filter((protocol) => config.events !== undefined || protocol.name !== "cloudevents");
}

async function openModels(
  config: NonNullable<ServingConfig["models"]>,
  protocols: readonly Protocol[],
  declared: readonly ModelSchema[],
  logger: Logger,
  onSchemas: () => void,
): Promise<OpenTarget> {
  await using stack = new AsyncDisposableStack();
  const repository = stack.use(new ModelRepository(config.directory));
  const target = new ModelServer(config.maxQueueRows);
  let now: Models = { models: [], broken: [] };
  const look = async () => {
    const next = await repository.look();
    for (const broken of next.broken.filter((one) => !now.broken.includes(one))) logger.error("a model cannot be served; the others are", { ...broken });
    const changed = next.models.length !== now.models.length || next.models.some((model, i) => model !== now.models[i]);
    now = next;
    target.serve(next.models);
    if (changed) onSchemas();
  };
  await look();
  stack.use(repeat(config.lookEvery, look, (error) => logger.warn("looking for new models failed; those at hand are served", { error: messageOf(error) })));
  const opened = stack.move();
  return {
    target,
    protocols,
    schemas: () => [...declared, ...now.models.flatMap((model) => model.schema ?? [])],
    models: () => now.models.map(({ name }) => name),
    notes: () => now.broken.map(noteOf),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function noteOf({ name, version, reason }: BrokenModel): string {
  return `model "${name}" version ${version} is not served: ${reason}`;
}
