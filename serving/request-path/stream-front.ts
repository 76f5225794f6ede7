import { constants, createServer } from "node:http2";
import type { Http2Server, Http2Session, ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import type { Failure } from "../wire/exchange.ts";
import { isGrpcType, textIn } from "../wire/grpc/frame.ts";
import { headerOf, withoutPseudo } from "../wire/headers.ts";
import { requestLine } from "../wire/message.ts";
import type { Admission } from "./admission.ts";
import type { StreamCall, Target } from "./call.ts";
import { clientAddress } from "./client-address.ts";
import { connectionKey } from "./connections.ts";
import type { Occupant } from "./in-flight.ts";
import type { Observation } from "./observation.ts";
import type { Observer } from "./observer.ts";
import { refuseStream } from "./refuse-stream.ts";
import type { Refusal, RefusalReason } from "./refusal.ts";
import { requestTarget } from "./request-target.ts";

/** A connection without a request for so long is told to go (GOAWAY). */
const IDLE_MS = 300_000;
/** Of one request, names and values together, as HTTP/1's. */
const HEADER_BYTES = 16 << 10;
/** Pairs of name and value, pseudo-headers too. */
const HEADERS = 128;
/** MiB that one connection's frames may take. */
const SESSION_MIB = 64;
/** Streams of a connection beyond `maxInFlight`, so that one too many is refused with a reason rather than by the connection. */
const SPARE_STREAMS = 128;

/** What streams are let through by. */
export interface StreamFrontParts {
  readonly target: Target;
  readonly limits: { readonly maxInFlight: number; readonly requestTimeout: number };
  onRefused(reason: RefusalReason): void;
}

/** The request path of HTTP/2: each stream is a request, let in and watched as HTTP/1's are. */
export class StreamFront {
  readonly #parts: StreamFrontParts;
  readonly #admission: Admission;
  readonly #observer: Observer;
  readonly #server: Http2Server;
  readonly #sessions = new Map<Http2Session, { readonly client: string; readonly connection: string }>();

  constructor(parts: StreamFrontParts, admission: Admission, observer: Observer) {
    this.#parts = parts;
    this.#admission = admission;
    this.#observer = observer;
    const settings = { maxConcurrentStreams: parts.limits.maxInFlight + SPARE_STREAMS, maxHeaderListSize: HEADER_BYTES };
    this.#server = createServer({ settings, maxHeaderListPairs: HEADERS, maxSessionMemory: SESSION_MIB });
    this.#server.on("session", (session: Http2Session) => this.#welcome(session));
    this.#server.on("stream", (stream: ServerHttp2Stream, _headers: unknown, _flags: number, raw: readonly string[]) => this.#handle(stream, raw));
    this.#server.on("sessionError", () => undefined);
  }

  /** A connection that speaks HTTP/2. */
  take(socket: Socket): void {
    this.#server.emit("connection", socket);
  }

  /** Lets each connection go once its streams have ended. */
  stop(): void {
    for (const session of this.#sessions.keys()) session.close();
  }

  breakOff(): void {
    for (const session of this.#sessions.keys()) session.destroy();
  }

  #welcome(session: Http2Session): void {
    let streams = 0;
    this.#sessions.set(session, { client: clientAddress(session.socket.remoteAddress), connection: connectionKey(session.socket) });
    session.on("stream", (stream) => {
      streams += 1;
      stream.once("close", () => (streams -= 1));
    });
    session.setTimeout(IDLE_MS, () => streams === 0 && session.close());
    session.once("close", () => this.#sessions.delete(session));
  }

  #handle(stream: ServerHttp2Stream, raw: readonly string[]): void {
    stream.on("error", () => undefined);
    const headers = withoutPseudo(raw);
    const [method, path] = [headerOf(raw, ":method") ?? "", headerOf(raw, ":path") ?? ""];
    const isGrpc = method === "POST" && isGrpcType(headerOf(headers, "content-type"));
    const seen = this.#observer.observe(requestLine(method, path), headers, this.#admission.count + 1);
    const call = new Stream(stream, raw, isGrpc, isGrpc && seen?.route.modelAt === undefined ? undefined : seen, this.#observer);
    const occupant = this.#occupant(call);
    const held = this.#admit(call, occupant, tooMany(raw) ?? requestTarget(path, headers));
    const late = () => occupant.breakOff("clientTimeout", { status: 408, error: this.#tooLate() }, "clientClosed");
    const timer = held !== undefined && call.isWhole ? setTimeout(() => occupant.halfSent && late(), this.#parts.limits.requestTimeout).unref() : undefined;
    stream.once("close", () => {
      clearTimeout(timer);
      if (held !== undefined) this.#admission.leave(held);
      this.#observer.finish(call.seen, stream.writableFinished && stream.rstCode === constants.NGHTTP2_NO_ERROR);
    });
    if (held !== undefined) this.#pass(call);
  }

  #tooLate(): string {
    return `the request had not come whole after ${this.#parts.limits.requestTimeout} ms; expected it sooner`;
  }

  #pass(call: Stream): void {
    const { target } = this.#parts;
    const error = "this sidecar's own models are served over HTTP/1 only; expected that, or a model server behind it";
    if (target.handleStream === undefined) call.refuse({ status: 501, error }, { errorClass: "badInput", message: error });
    else target.handleStream(call);
  }

  #admit(call: Stream, occupant: Occupant, target: ReturnType<typeof requestTarget>) {
    if (target.kind === "refused") return this.#refuse(call, "target", { status: 400, error: `reading the request: ${target.why}` }, "badInput");
    const session = call.stream.session;
    const { client = "" } = (session && this.#sessions.get(session)) ?? {};
    const entry = this.#admission.enter(client, occupant);
    return entry.kind === "held" ? entry.held : this.#refuse(call, entry.reason, entry.refusal, entry.errorClass);
  }

  #refuse(call: Stream, reason: RefusalReason, refusal: Refusal, errorClass: Failure["errorClass"]): undefined {
    this.#parts.onRefused(reason);
    call.refuse(refusal, { errorClass, message: refusal.error });
  }

  /** Only of a request that is one message it is known what its client owes; a stream may be silent. */
  #occupant(call: Stream): Occupant {
    const { stream, isWhole } = call;
    const session = stream.session;
    const halfSent = () => isWhole && !stream.readableEnded && !stream.endAfterHeaders;
    return {
      connection: (session && this.#sessions.get(session)?.connection) ?? "",
      get halfSent() {
        return halfSent();
      },
      get owes() {
        return (halfSent() && stream.readableLength === 0) || stream.writableLength > 0;
      },
      get bytes() {
        return call.moved;
      },
      breakOff: (reason, refusal, errorClass) => this.#refuse(call, reason, refusal, errorClass),
    };
  }
}

function tooMany(raw: readonly string[]): ReturnType<typeof requestTarget> | undefined {
  const bytes = raw.reduce((sum, text) => sum + text.length, 0);
  if (bytes <= HEADER_BYTES && raw.length <= 2 * HEADERS) return undefined;
  return { kind: "refused", why: `its ${raw.length / 2} headers have ${bytes} bytes; expected at most ${HEADERS} of ${HEADER_BYTES} bytes` };
}

class Stream implements StreamCall {
  readonly stream: ServerHttp2Stream;
  readonly headers: readonly string[];
  readonly isGrpc: boolean;
  readonly seen: Observation | undefined;
  moved = 0;
  readonly #observer: Observer;

  constructor(stream: ServerHttp2Stream, headers: readonly string[], isGrpc: boolean, seen: Observation | undefined, observer: Observer) {
    this.stream = stream;
    this.headers = headers;
    this.isGrpc = isGrpc;
    this.seen = seen;
    this.#observer = observer;
  }

  /** The request is one message, which its client owes once it has begun. */
  get isWhole(): boolean {
    return !this.isGrpc || this.seen !== undefined;
  }

  begin(status: number, headers: readonly string[], failure?: Failure): void {
    const { seen } = this;
    if (seen?.route.model === undefined && seen?.route.modelAt !== undefined) {
      const model = textIn(seen.request.chunks, seen.route.modelAt);
      if (model !== undefined) seen.route = { ...seen.route, model };
    }
    this.#observer.begin(seen, status, headers, failure);
  }

  refuse(refusal: Refusal, failure: Failure): void {
    const { stream, seen } = this;
    if (stream.destroyed || stream.closed) return;
    if (!stream.headersSent) {
      this.begin(refusal.status, [], failure);
      return refuseStream(stream, this.isGrpc, refusal);
    }
    if (seen !== undefined) seen.failure ??= failure;
    stream.close(constants.NGHTTP2_CANCEL);
  }
}
