import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { randomUUID } from "node:crypto";
import type { Meter } from "@opentelemetry/api";
import type { Clock } from "../collector/clock.ts";
import type { ModelSchema } from "../collector/events/model-schema.ts";
import type { Log } from "../collector/log/log.ts";
import { messageOf, TidemarkError } from "../errors.ts";
import type { Logger } from "../telemetry.ts";
import { createAdmin } from "./admin.ts";
import type { Target } from "./call.ts";
import { Capture } from "./capture.ts";
import { Front } from "./front.ts";
import { Ledger } from "./ledger.ts";
import { recoverLedgers } from "./ledger-recovery.ts";
import { drain, listen } from "./listen.ts";
import { loadProtocols } from "./load-protocols.ts";
import { NodeSampler } from "./node-sampler.ts";
import type { Observation } from "./observation.ts";
import type { Protocol } from "./protocol.ts";
import { createProxy } from "./proxy.ts";
import { loadModels } from "./models/model-repository.ts";
import { ModelServer } from "./models/model-server.ts";
import { repeat } from "./repeat.ts";
import type { ServingConfig } from "./serving-config.ts";
import { createInstruments } from "./serving-instruments.ts";

/** What a sidecar is built from. */
export interface SidecarParts {
  /** Stays the caller's: the sidecar does not close it. */
  readonly log: Log;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
  /** Where ledgers are kept over restarts; a folder per node is made in it. */
  readonly spool: string;
  /** Declared schemas; those of ONNX models are found beside them. */
  readonly schemas: readonly ModelSchema[];
  /** Prometheus' text format, for the admin address. */
  readonly metrics?: () => Promise<string>;
}

/** A moment's state. */
export interface SidecarStats {
  readonly inFlight: number;
  /** Exchanges between the request path and the log. */
  readonly captureDepth: number;
  readonly captureBytes: number;
  /** Requests or rows that wait for the model. */
  readonly queueDepth: number;
  /** Requests served whose fate is not known yet. */
  readonly spooled: number;
  /** The log refuses or does not answer. */
  readonly logFailing: boolean;
}

/** A running sidecar. Disposing stops accepting, waits for requests under way, then for the log, each at most `stopTimeout`. */
export interface Sidecar extends AsyncDisposable {
  /** Base addresses: the models', and the one for health and metrics. */
  readonly address: string;
  readonly adminAddress: string;
  /** Resolves when all that was served until now is in the log, the ledger too. */
  flush(): Promise<void>;
  stats(): SidecarStats;
}

/** Starts a sidecar: a proxy before a model server, or a server of ONNX models, with capture. @throws TidemarkError `config`, or `unavailable` when an address is taken. */
export async function startSidecar(config: ServingConfig, parts: SidecarParts): Promise<Sidecar> {
  const protocols = await chosenProtocols(config);
  const { target, schemas } = await openTarget(config, parts.schemas);
  const producer = `${config.node}-${randomUUID()}`;
  const directory = join(parts.spool, encodeURIComponent(config.node));
  const ledger = new Ledger(directory, config.node, producer);
  const capture = new Capture({
    log: parts.log,
    ledger,
    logger: parts.logger,
    producer,
    options: {
      node: config.node,
      sample: config.capture.sample,
      declared: { model: config.upstream?.model ?? "", version: config.upstream?.version ?? "", schemas },
    },
    maxBufferBytes: config.capture.maxBufferBytes,
    handOverEveryMs: config.capture.handOverEvery,
  });
  const instruments = createInstruments(parts.meter);
  const admin = { unready: () => target.unready(), ...(parts.metrics === undefined ? {} : { metrics: parts.metrics }) };
  const front = new Front({
    target,
    protocols,
    clock: parts.clock,
    trustEventTime: config.capture.trustEventTime,
    maxBodyBytes: config.capture.maxBodyBytes,
    maxInFlight: config.maxInFlight,
    onServed(seen) {
      seen.entry = ledger.serve(modelOf(seen, config), seen.eventTime);
    },
    onFinished(seen) {
      capture.take(seen);
      instruments.finished(seen, modelOf(seen, config));
    },
    ...(config.adminPath === undefined ? {} : { admin: createAdmin(config.adminPath, admin) }),
  });
  const stats = (): SidecarStats => ({
    inFlight: front.inFlight,
    captureDepth: capture.depth,
    captureBytes: capture.bufferedBytes,
    queueDepth: target.queueDepth(),
    spooled: ledger.spooled,
    logFailing: capture.failing,
  });
  instruments.observe(stats);
  const adminServer = createServer((request, response) => {
    if (!createAdmin("/tidemark", admin)(request, response)) response.writeHead(404).end();
  });
  const sampler = new NodeSampler(config.node, parts.clock);
  let samples = 0n;
  const sampleNode = async () => {
    const value = Buffer.from(`${JSON.stringify(sampler.sample({ queueDepth: stats().queueDepth + stats().captureDepth, inFlight: front.inFlight }))}\n`);
    await parts.log.append("tidemark.node_samples", [{ key: config.node, producer, sequence: ++samples, value }]);
  };
  const warn = (doing: string) => (error: unknown) => parts.logger.warn(`${doing} failed; it is tried again`, { error: messageOf(error) });
  const recovery = recover(directory, config.node, parts, warn("settling earlier ledgers"));
  const timers = [
    repeat(config.ledgerEvery, () => ledger.report(parts.log), warn("writing the ledger")),
    repeat(config.nodeSampleEvery, sampleNode, warn("writing a sample of this node")),
  ];
  const address = await listen(front.server, config.listen);
  const adminAddress = await listen(adminServer, config.admin);
  return {
    address,
    adminAddress,
    stats,
    async flush() {
      await new Promise(setImmediate);
      await recovery.done;
      await capture.flush();
      await ledger.report(parts.log);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([drain(front.server, config.stopTimeout), drain(adminServer, 0)]);
      recovery.stop();
      const settled = capture.flush().then(() => ledger.report(parts.log));
      await Promise.race([settled.catch(warn("the last report of the ledger")), sleep(config.stopTimeout, undefined, { ref: false })]);
      await capture.close();
      await Promise.race([Promise.all(timers.map((timer) => timer[Symbol.asyncDispose]())), sleep(100)]);
      sampler[Symbol.dispose]();
      ledger.close();
      await target[Symbol.asyncDispose]();
    },
  };
}

async function openTarget(config: ServingConfig, declared: readonly ModelSchema[]): Promise<{ target: Target; schemas: readonly ModelSchema[] }> {
  if (config.upstream !== undefined) return { target: createProxy(config.upstream), schemas: declared };
  if (config.models === undefined)
    throw new TidemarkError("config", 'starting a sidecar: expected "upstream" (a model server) or "models" (a folder of ONNX files) in the section serving');
  const models = await loadModels(config.models.directory);
  const found = models.map((model) => model.schema).filter((schema) => schema !== undefined);
  return { target: new ModelServer(models, config.models.maxQueueRows), schemas: [...declared, ...found] };
}

async function chosenProtocols(config: ServingConfig): Promise<readonly Protocol[]> {
  if (!config.capture.enabled) return [];
  const all = await loadProtocols();
  const wanted = config.upstream?.protocol ?? "auto";
  const chosen = all.filter((protocol) => wanted === "auto" || protocol.name === wanted);
  if (chosen.length === 0)
    throw new TidemarkError(
      "config",
      `serving.upstream.protocol: "${wanted}" is unknown; expected auto or one of ${all.map((protocol) => protocol.name).join(", ")}`,
    );
  return chosen;
}

function modelOf(seen: Observation, config: ServingConfig): string {
  return seen.route.model ?? config.upstream?.model ?? "";
}

/** Settles what earlier processes left, in the background: a log that is away must not keep a model from serving. */
function recover(directory: string, node: string, parts: SidecarParts, onError: (error: unknown) => void): { readonly done: Promise<void>; stop(): void } {
  const stopped = new AbortController();
  const attempt = async () => {
    for (let pauseMs = 1_000; !stopped.signal.aborted; pauseMs = Math.min(2 * pauseMs, 30_000)) {
      try {
        const lost = await recoverLedgers(directory, parts.log, node);
        if (lost > 0) parts.logger.warn("an earlier process ended before the log had all that it served", { lost });
        return;
      } catch (error) {
        onError(error);
        await sleep(pauseMs, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
      }
    }
  };
  return { done: attempt(), stop: () => stopped.abort() };
}
