import type { IncomingMessage } from "node:http";
import { PassThrough, pipeline, Transform } from "node:stream";
import type { Readable } from "node:stream";
import { Pool } from "undici";
import { messageOf } from "../../errors.ts";
import type { Call, Target } from "../request-path/call.ts";
import { climbsOut } from "../request-path/request-target.ts";
import type { ServingConfig } from "../serving-config.ts";
import { endToEndHeaders } from "./end-to-end-headers.ts";
import { ProxyExchange } from "./proxy-exchange.ts";
import { StreamProxy } from "./stream-proxy.ts";

/** Bodies up to this length are read before they are passed on, which costs less than a stream; all others pass through as they come. */
const READ_AHEAD_BYTES = 64 << 10;

type Upstream = NonNullable<ServingConfig["upstream"]>;

/** Files that an upstream's configuration names, as they were read. */
export interface UpstreamFiles {
  /** PEM of the authorities that the model server's certificate is checked by; undefined: the system's. */
  readonly ca?: Buffer | undefined;
}

/** A transparent reverse proxy to one model server. Everything that belongs to the message passes unchanged, in both directions and as a stream; what belongs to the connection does not (RFC 9110 section 7.6). */
export function createProxy(upstream: Upstream, { ca }: UpstreamFiles = {}): Target {
  const base = new URL(upstream.url);
  const prefix = base.pathname.replace(/\/$/, "");
  const pool = new Pool(base.origin, {
    connect: { timeout: upstream.connectTimeout, ...(ca === undefined ? {} : { ca }) },
    headersTimeout: upstream.headersTimeout,
    bodyTimeout: upstream.bodyTimeout,
    connections: null,
  });
  const streams = new StreamProxy({ url: new URL(upstream.grpcUrl ?? upstream.url), ca, connectTimeoutMs: upstream.connectTimeout }, upstream);
  const dispatch = (call: Call, body: Buffer | Readable | null) => {
    const exchange = new ProxyExchange(call);
    const { method = "GET", url = "/", rawHeaders } = call.request;
    if (prefix !== "" && climbsOut(url)) return exchange.refuseRequest(`the path leaves ${prefix}; expected one below it`);
    try {
      pool.dispatch({ path: prefix + url, method, headers: endToEndHeaders(rawHeaders), body }, exchange);
    } catch (error) {
      exchange.refuseRequest(messageOf(error));
    }
  };
  return {
    handle(call) {
      const length = bodyLength(call.request);
      if (length === 0) dispatch(call, null);
      else if (length <= READ_AHEAD_BYTES) readAll(call, (body) => dispatch(call, body));
      else dispatch(call, tee(call));
    },
    handleStream: (call) => streams.handle(call),
    async unready() {
      const { statusCode, body } = await pool
        .request({ path: `${prefix}/`, method: "HEAD" })
        .catch((error: unknown) => ({ statusCode: messageOf(error), body: undefined }));
      await body?.dump();
      return typeof statusCode === "number" ? undefined : `the model server at ${base.origin} does not answer: ${statusCode}`;
    },
    queueDepth: () => pool.stats.queued,
    async [Symbol.asyncDispose]() {
      streams[Symbol.dispose]();
      await pool.destroy();
    },
  };
}

/** Infinity: not stated (chunked). */
function bodyLength(request: IncomingMessage): number {
  if (request.headers["transfer-encoding"] !== undefined) return Number.POSITIVE_INFINITY;
  return Number(request.headers["content-length"] ?? 0);
}

/** A request that ends before its body does is given up: there is nobody to answer; nor is one passed on that was refused meanwhile. */
function readAll({ request, response, seen }: Call, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => {
    seen?.request.add(chunk);
    chunks.push(chunk);
  });
  request.on("end", () => response.headersSent || done(chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks)));
}

function tee({ request, seen }: Call): Readable {
  const kept = seen?.request;
  const through =
    kept === undefined
      ? new PassThrough()
      : new Transform({
          transform(chunk: Buffer, _encoding, done) {
            kept.add(chunk);
            done(null, chunk);
          },
        });
  pipeline(request, through, () => undefined);
  return through;
}
