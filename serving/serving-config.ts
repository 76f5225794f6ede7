import { hostname } from "node:os";
import { z } from "zod";
import { duration } from "../collector/duration.ts";
import { sampleRule } from "./capture/sampler.ts";
import { jsonMapping, jsonPath } from "./wire/json-mapping-config.ts";

const address = z.strictObject({
  host: z.string().default("127.0.0.1"),
  /** 0: any free port. */
  port: z.int().min(0).max(65_535),
  /** Beyond loopback it must be said that whoever reaches it may use it. */
  open: z.boolean().default(false),
});

const listen = address.extend({
  /** PEM files; the certificate is read anew when it changes. Without them the port speaks no TLS. */
  tls: z.strictObject({ certFile: z.string().min(1), keyFile: z.string().min(1) }).optional(),
});

const upstream = z.strictObject({
  /** Base address of the model server, "http://127.0.0.1:8000"; a path in it is put before every path. */
  url: z.url({ protocol: /^https?$/ }),
  /** Where the model server speaks gRPC (HTTP/2), "http://127.0.0.1:8001"; default: at `url`. */
  grpcUrl: z
    .url({ protocol: /^https?$/ })
    .refine((text) => new URL(text).pathname === "/", { error: "expected no path: gRPC's paths are the services' own" })
    .optional(),
  /** PEM of the authorities that check the model server's certificate; default: the system's. */
  caFile: z.string().min(1).optional(),
  /** A file's name of `serving/protocols/`, or `auto`: of those that know the path, the one that the exchange looks most like. */
  protocol: z.string().default("auto"),
  /** The model's only paths, "/score" or "/v2/*"; default: every path that the protocol knows. */
  paths: z.array(z.string().startsWith("/")).default([]),
  /** Of plain JSON: where what is, as paths into request and answer. */
  json: jsonMapping.optional(),
  /** Model's name, for servers that do not say it on the wire. */
  model: z.string().default(""),
  version: z.coerce.string().default(""),
  connectTimeout: duration.default(5_000),
  /** Longest wait for the answer's first byte. */
  headersTimeout: duration.default(60_000),
  /** Longest pause within the answer's body. */
  bodyTimeout: duration.default(60_000),
  /** Longest silence of both sides in a gRPC stream, or any call that is not captured. */
  streamTimeout: duration.default(3_600_000),
});

const capture = z.strictObject({
  enabled: z.boolean().default(true),
  /** Share of requests whose scored rows are kept, chosen by a hash of the request id: 0 to 1. What each request came to is always kept. */
  sample: z.number().min(0).max(1).default(1),
  /** Other shares for some models; and more of what failed or was slow, beside the sample. */
  sampleRules: z.array(sampleRule).default([]),
  /** Most requests of a model in a second whose scored rows are kept; the rest counts as sampled out. */
  maxPerSecond: z.int().positive().optional(),
  /** Longer bodies (each way, as sent) are not captured, but counted `tooLarge`. */
  maxBodyBytes: z
    .int()
    .positive()
    .default(1 << 20),
  /** What may wait in memory between the request path and the log. */
  maxBufferBytes: z
    .int()
    .positive()
    .default(64 << 20),
  /** Models that are not declared: names in paths or bodies become one when they have answered well; beyond this many, and all others, are "other". */
  maxModels: z.int().min(0).default(200),
  /** Features, and predictions, that a model may have beside its declared ones; further ones are left out of rows and counted. */
  maxFeatures: z.int().positive().default(2_000),
  /** Values that a category may have, from the start of this process on; further ones are "other". */
  maxCategories: z.int().positive().default(20_000),
  /** Context that is no feature, kept beside each row: where a JSON body tells it. A header `tidemark-tag-<name>` tells it too. */
  tags: z.array(z.strictObject({ name: z.string().min(1), path: jsonPath })).default([]),
  /** Take event time from the client's `tidemark-event-time` or `ce-time`. */
  trustEventTime: z.boolean().default(false),
  /** How long what was captured may wait for its thread. */
  handOverEvery: duration.default(50),
});

/** The section `serving` of the configuration: where to listen, what stands behind, what to capture. A sidecar needs one of `upstream`, `models` and `events`. */
export const servingConfig = z
  .strictObject({
    listen: listen.default({ host: "127.0.0.1", port: 8_080, open: false }),
    /** Health and metrics have an address of their own, so that every path of `listen` is the model's. */
    admin: address.default({ host: "127.0.0.1", port: 8_081, open: false }),
    /** Serve them on `listen` too, under this prefix; "/tidemark" for example. */
    adminPath: z
      .string()
      .regex(/^\/[\w-]+$/)
      .optional(),
    /** Name of this node in every row. Default: the host's name. */
    node: z.string().min(1).default(hostname()),
    /** Requests under way; one more is refused with 503 and Retry-After. Once several client addresses are there, each has its share. */
    maxInFlight: z.int().positive().default(1_024),
    /** Open connections; one more closes an idle one of the client address that has most. */
    maxConnections: z.int().positive().default(8_192),
    /** Longest wait for a request's headers; then 408. */
    headersTimeout: duration.default(10_000),
    /** Longest wait for a whole request, its body included; then 408. */
    requestTimeout: duration.default(300_000),
    /** Longest pause of a client that has not sent its whole body, or does not read its answer; then 408, or the connection is broken off. */
    clientTimeout: duration.default(30_000),
    upstream: upstream.optional(),
    models: z
      .strictObject({
        /** Holds `<name>/<version>/model.onnx` and, beside it, `model.yaml`. */
        directory: z.string().default("models"),
        /** Rows waiting for one model; more are refused with 503 and Retry-After. */
        maxQueueRows: z.int().positive().default(65_536),
        /** How often the folder is looked into for new, changed and removed versions. */
        lookEvery: duration.default(10_000),
      })
      .optional(),
    /** Takes the events of a model server's own logger (CloudEvents), and answers no model's requests. */
    events: z
      .strictObject({
        /** How long half of an exchange waits for the other. */
        joinWithin: duration.default(60_000),
        /** Halves that may wait, and their bytes; beyond, the oldest wait no more. */
        maxWaiting: z.int().positive().default(10_000),
        maxWaitingBytes: z
          .int()
          .positive()
          .default(64 << 20),
      })
      .optional(),
    capture: capture.prefault({}),
    nodeSampleEvery: duration.default(10_000),
    ledgerEvery: duration.default(1_000),
    /** How long a stop takes at most: requests under way, then the log. */
    stopTimeout: duration.default(10_000),
  })
  .refine(({ upstream: proxied, models, events }) => [proxied, models, events].filter((one) => one !== undefined).length <= 1, {
    error: 'expected only one of "upstream" (a model server), "models" (a folder of ONNX files) and "events" (a logger\'s CloudEvents)',
  });

export type ServingConfig = z.infer<typeof servingConfig>;
