import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Meter } from "@opentelemetry/api";
import type { Clock } from "../collector/clock.ts";
import type { ModelSchema } from "../collector/events/model-schema.ts";
import { privacyConfig } from "../collector/events/privacy/privacy-config.ts";
import type { PrivacyConfig } from "../collector/events/privacy/privacy-config.ts";
import { readPrivacyKeys } from "../collector/events/privacy/privacy-keys.ts";
import type { Log } from "../collector/log/log.ts";
import { messageOf } from "../errors.ts";
import type { Logger } from "../telemetry.ts";
import { Capture } from "./capture/capture.ts";
import type { Privacy } from "./capture/redaction.ts";
import { declaredOf } from "./decode/declared.ts";
import type { Declared } from "./decode/declared.ts";
import type { SinkHooks } from "./events/event-sink.ts";
import { createAdmin } from "./health/admin.ts";
import { NodeSampler } from "./health/node-sampler.ts";
import { createInstruments } from "./health/serving-instruments.ts";
import type { ServingInstruments } from "./health/serving-instruments.ts";
import type { SidecarStats } from "./health/sidecar-stats.ts";
import { Ledger } from "./ledger/ledger.ts";
import { recoverInBackground } from "./ledger/ledger-recovery.ts";
import { openTarget, protocolChoice } from "./open-target.ts";
import { readFileOf } from "./read-file-of.ts";
import { repeat, within } from "./repeat.ts";
import { Front } from "./request-path/front.ts";
import type { Certificate } from "./request-path/front.ts";
import { KnownModels } from "./request-path/known-models.ts";
import { drain, listen } from "./request-path/listen.ts";
import type { Observation } from "./request-path/observation.ts";
import type { ServingConfig } from "./serving-config.ts";

/** Milliseconds: what is asked of the admin address is short. */
const ADMIN_LIMITS = { headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 1_000 };

/** Between looks into files of keys and certificates. */
const READ_FILES_EVERY_MS = 10_000;

/** Versions and variants of one model that keep their names. */
const MOST_VERSIONS = 100;

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
  /** What of requests may be kept, and how; nothing is asked for by default. */
  readonly privacy?: PrivacyConfig;
  /** Prometheus' text format, for the admin address. */
  readonly metrics?: () => Promise<string>;
}

/** A running sidecar. Disposing refuses new requests at once, waits for those under way, then for the log, within `stopTimeout`. */
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
  await using stack = new AsyncDisposableStack();
  const { log, privacy = privacyConfig.parse({}) } = parts;
  let keys = await readPrivacyKeys(privacy.keysFile);
  let onSchemas: () => void = () => undefined;
  let onJoined: (seen: Observation) => void = () => undefined;
  const instruments = createInstruments(parts.meter);
  const hooks: SinkHooks = {
    onFinished: (seen) => onJoined(seen),
    onUnpaired: (half, reason) => instruments.unpaired(half, reason),
    onDuplicate: () => instruments.duplicate(),
  };
  const opened = stack.use(await openTarget(config, parts.schemas, parts.logger, () => onSchemas(), hooks));
  const { target, protocols } = opened;

  const producer = `${config.node}-${randomUUID()}`;
  const directory = join(parts.spool, encodeURIComponent(config.node));
  const ledger = new Ledger(directory, config.node, producer);
  stack.defer(() => ledger.close());
  let declared = declaredOf(config.upstream, opened.schemas(), config.capture.tags);
  const capture = stack.adopt(createCapture(config, parts, { ledger, producer, declared, instruments, privacy: { config: privacy, keys } }), (capture) =>
    capture.close(),
  );
  onSchemas = () => capture.change({ declared: (declared = declaredOf(config.upstream, opened.schemas(), config.capture.tags)) });

  const names = [...declared.schemas.map(({ name }) => name), ...opened.models(), declared.model];
  const known = stack.use(new KnownModels(join(directory, "models.json"), names, mostModels(config, privacy)));
  const admin = { unready: () => target.unready(), notes: () => opened.notes(), ...(parts.metrics === undefined ? {} : { metrics: parts.metrics }) };
  onJoined = (seen) => capture.take(seen);
  const certificate = await readCertificate(config);
  const front = stack.use(
    new Front({
      target,
      protocols,
      paths: config.upstream?.paths ?? [],
      clock: parts.clock,
      trustEventTime: config.capture.trustEventTime,
      maxBodyBytes: config.capture.maxBodyBytes,
      limits: config,
      certificate,
      onRefused: (reason) => instruments.refused(reason),
      onServed(seen) {
        seen.model = known.nameOf(seen.route.model ?? declared.model, answeredWell(seen));
        seen.entry = ledger.serve(seen.model, seen.eventTime);
      },
      onFinished(seen) {
        capture.take(seen);
        instruments.finished(seen);
      },
      ...(config.adminPath === undefined ? {} : { admin: createAdmin(config.adminPath, admin) }),
    }),
  );
  const stats = (): SidecarStats => ({
    inFlight: front.inFlight,
    captureDepth: capture.depth,
    captureBytes: capture.bufferedBytes,
    queueDepth: target.queueDepth(),
    spooled: ledger.spooled,
    ledgerWriteFailures: ledger.writeFailures,
    logFailing: capture.failing,
    captureRestarts: capture.restarts,
  });
  instruments.observe(stats);

  const warn = (doing: string) => (error: unknown) => parts.logger.warn(`${doing} failed; it is tried again`, { error: messageOf(error) });
  const sampler = stack.use(new NodeSampler(config.node, parts.clock));
  const sample = () => sampler.report(log, producer, { queueDepth: target.queueDepth() + capture.depth, inFlight: front.inFlight });
  stack.use(repeat(config.nodeSampleEvery, sample, warn("writing a sample of this node")));
  stack.use(repeat(config.ledgerEvery, () => ledger.report(log), warn("writing the ledger")));
  const readKeys = async () => {
    const read = await readPrivacyKeys(privacy.keysFile);
    if (!isDeepStrictEqual(read, keys)) capture.change({ privacy: { config: privacy, keys: (keys = read) } });
  };
  if (privacy.keysFile !== undefined) stack.use(repeat(READ_FILES_EVERY_MS, readKeys, warn("reading the keys of pseudonyms")));
  if (certificate !== undefined) {
    let now = certificate;
    const renew = async () => {
      const read = (await readCertificate(config)) ?? now;
      if (!isDeepStrictEqual(read, now)) front.renew((now = read));
    };
    stack.use(repeat(READ_FILES_EVERY_MS, renew, warn("reading the certificate")));
  }
  const settle = () => capture.flush().then(() => ledger.report(log));
  // Both within stopTimeout: what requests under way leave of it, and a fifth of it at least, is the log's.
  const stop = { beganMs: 0 };
  const left = () => Math.max(config.stopTimeout / 5, config.stopTimeout - (performance.now() - stop.beganMs));
  stack.defer(() => within(left(), settle()).catch(warn("the last report of the ledger")));
  const recovery = stack.use(recoverInBackground(directory, log, config.node, parts.logger));

  const adminServer = stack.adopt(createServer(ADMIN_LIMITS), (server) => drain(server, 0));
  adminServer.on("request", (request, response) => createAdmin("/tidemark", admin)(request, response) || response.writeHead(404).end());
  const adminAddress = await listen(adminServer, config.admin);
  stack.defer(async () => {
    stop.beganMs = performance.now();
    front.stop();
    await drain(front.server, 0.8 * config.stopTimeout, () => front.breakOff());
    opened.release?.();
  });
  const address = await listen(front.server, config.listen, certificate === undefined ? "http" : "https");

  const running = stack.move();
  return {
    address,
    adminAddress,
    stats,
    async flush() {
      await new Promise(setImmediate);
      await recovery.done;
      await settle();
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function readCertificate({ listen: { tls } }: ServingConfig): Promise<Certificate | undefined> {
  const [cert, key] = await Promise.all([readFileOf(tls?.certFile, "serving.listen.tls.certFile"), readFileOf(tls?.keyFile, "serving.listen.tls.keyFile")]);
  return cert === undefined || key === undefined ? undefined : { cert, key };
}

function answeredWell({ status, failure }: Observation): boolean {
  return status >= 200 && status < 300 && failure === undefined;
}

/** Names of models that are not declared are a client's words. */
function mostModels({ capture }: ServingConfig, { undeclared }: PrivacyConfig): number {
  return undeclared === "drop" ? 0 : capture.maxModels;
}

function createCapture(
  config: ServingConfig,
  parts: SidecarParts,
  of: {
    readonly ledger: Ledger;
    readonly producer: string;
    readonly declared: Declared;
    readonly instruments: ServingInstruments;
    readonly privacy: Privacy;
  },
): Capture {
  const { ledger, producer, declared, instruments, privacy } = of;
  return new Capture({
    log: parts.log,
    ledger,
    logger: parts.logger,
    producer,
    options: {
      node: config.node,
      choice: protocolChoice(config),
      sampling: { share: config.capture.sample, rules: config.capture.sampleRules, maxPerSecond: config.capture.maxPerSecond },
      declared,
      privacy,
      names: {
        model: mostModels(config, privacy.config),
        version: MOST_VERSIONS,
        variant: MOST_VERSIONS,
        feature: config.capture.maxFeatures,
        prediction: config.capture.maxFeatures,
        category: config.capture.maxCategories,
      },
    },
    onNamesRefused: (kind, names) => instruments.namesRefused(kind, names),
    maxBufferBytes: config.capture.maxBufferBytes,
    handOverEveryMs: config.capture.handOverEvery,
  });
}
