import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { createServer as createTlsServer, Server as TlsServer } from "node:https";
import type { Failure } from "../wire/exchange.ts";
import { requestLine } from "../wire/message.ts";
import { Admission } from "./admission.ts";
import type { Call, Target } from "./call.ts";
import { clientAddress } from "./client-address.ts";
import { connectionKey, limitConnections } from "./connections.ts";
import type { Held, Occupant } from "./in-flight.ts";
import { Observer } from "./observer.ts";
import type { ObserverParts } from "./observer.ts";
import { refusalBody, refuse } from "./refusal.ts";
import type { Refusal, RefusalReason } from "./refusal.ts";
import { requestTarget } from "./request-target.ts";
import { StreamFront } from "./stream-front.ts";
import { tellHttp2 } from "./tell-http2.ts";

/** What a front lets through, durations in milliseconds. */
export interface FrontLimits {
  /** Requests under way. */
  readonly maxInFlight: number;
  readonly maxConnections: number;
  /** Longest wait for a request's headers. */
  readonly headersTimeout: number;
  /** Longest wait for a whole request, body included. */
  readonly requestTimeout: number;
  /** Longest pause of a client that owes a body, or its reading of an answer. */
  readonly clientTimeout: number;
}

/** A certificate and its key, in PEM. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** What the front of a sidecar is built from. */
export interface FrontParts extends ObserverParts {
  readonly target: Target;
  readonly limits: FrontLimits;
  /** Absent: without TLS. */
  readonly certificate?: Certificate | undefined;
  onRefused(reason: RefusalReason): void;
  /** Answers what is not the model's; true when it did. */
  readonly admin?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** The request path: refuses what is above its limits or can be understood in two ways, recognises requests of models and watches them pass. HTTP/1 and HTTP/2 come by one port. */
export class Front implements Disposable {
  readonly server: Server;
  readonly #parts: FrontParts;
  readonly #admission: Admission;
  readonly #observer: Observer;
  readonly #streams: StreamFront;

  constructor(parts: FrontParts) {
    const { maxInFlight, maxConnections, headersTimeout, requestTimeout, clientTimeout } = parts.limits;
    this.#parts = parts;
    this.#admission = new Admission(maxInFlight, clientTimeout);
    this.#observer = new Observer(parts);
    this.#streams = new StreamFront(parts, this.#admission, this.#observer);
    const listener: RequestListener = (request, response) => this.#handle(request, response);
    const connectionsCheckingInterval = Math.min(1_000, headersTimeout, requestTimeout);
    const options = { keepAliveTimeout: 75_000, headersTimeout, requestTimeout, connectionsCheckingInterval };
    this.server = parts.certificate === undefined ? createServer(options, listener) : tlsServer(options, parts.certificate, listener);
    tellHttp2(this.server, parts.certificate === undefined ? "connection" : "secureConnection", headersTimeout, (socket) => this.#streams.take(socket));
    limitConnections(
      this.server,
      maxConnections,
      (connection) => this.#admission.on(connection),
      () => parts.onRefused("connections"),
    );
  }

  get inFlight(): number {
    return this.#admission.count;
  }

  /** From here on every new request is refused, on connections that are open too; those under way go on. */
  stop(): void {
    this.#admission.stop();
    this.#streams.stop();
  }

  /** The certificate has changed: it holds from the next connection on. */
  renew(certificate: Certificate): void {
    if (this.server instanceof TlsServer) this.server.setSecureContext(certificate);
  }

  /** Breaks off what HTTP/2 has under way. */
  breakOff(): void {
    this.#streams.breakOff();
  }

  [Symbol.dispose](): void {
    this.#admission[Symbol.dispose]();
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    if (this.#parts.admin?.(request, response)) return;
    const target = requestTarget(request.url ?? "/", request.rawHeaders);
    if (target.kind === "path") request.url = target.path;
    const seen = this.#observer.observe(requestLine(request.method ?? "GET", request.url ?? "/"), request.rawHeaders, this.inFlight + 1);
    const call: Call = { request, response, seen, begin: (status, headers, failure) => this.#observer.begin(seen, status, headers, failure) };
    const held =
      target.kind === "path" ? this.#admit(call) : this.#refuse(call, "target", { status: 400, error: `reading the request: ${target.why}` }, "badInput");
    response.once("close", () => {
      if (held !== undefined) this.#admission.leave(held);
      this.#observer.finish(seen, response.writableFinished);
    });
    if (held !== undefined) this.#parts.target.handle(call);
  }

  #admit(call: Call): Held | undefined {
    const entry = this.#admission.enter(clientAddress(call.request.socket.remoteAddress), new RequestOccupant(call, this.#breakOff));
    return entry.kind === "held" ? entry.held : this.#refuse(call, entry.reason, entry.refusal, entry.errorClass);
  }

  #refuse(call: Call, reason: RefusalReason, refusal: Refusal, errorClass: Failure["errorClass"]): undefined {
    this.#parts.onRefused(reason);
    call.begin(refusal.status, [], { errorClass, message: refusal.error });
    call.seen?.response.add(refusalBody(refusal));
    refuse(call.response, refusal);
  }

  /** With an answer where none has begun; the connection goes in any case, since what the client still owes would be read from it. */
  readonly #breakOff = (call: Call, reason: RefusalReason, refusal: Refusal, errorClass: Failure["errorClass"]): void => {
    if (!call.response.headersSent) return this.#refuse(call, reason, { ...refusal, close: true }, errorClass);
    this.#parts.onRefused(reason);
    if (call.seen !== undefined) call.seen.failure ??= { errorClass, message: refusal.error };
    call.response.destroy();
  };
}

/** A request of HTTP/1 in its place. A class, since there is one a request and accessors of an object are made anew for each. */
class RequestOccupant implements Occupant {
  readonly #call: Call;
  readonly #breakOff: (call: Call, ...why: Parameters<Occupant["breakOff"]>) => void;

  constructor(call: Call, breakOff: (call: Call, ...why: Parameters<Occupant["breakOff"]>) => void) {
    this.#call = call;
    this.#breakOff = breakOff;
  }

  get connection(): string {
    return connectionKey(this.#call.request.socket);
  }

  get halfSent(): boolean {
    return !this.#call.request.complete;
  }

  get owes(): boolean {
    const { request, response } = this.#call;
    const owesBody = !request.complete && request.readableLength === 0;
    return owesBody || (response.socket !== null && response.socket.writableLength > 0);
  }

  get bytes(): number {
    const { socket } = this.#call.request;
    return socket.bytesRead + socket.bytesWritten;
  }

  breakOff(...why: Parameters<Occupant["breakOff"]>): void {
    this.#breakOff(this.#call, ...why);
  }
}

/** Whoever can speak HTTP/1.1 does; clients of gRPC offer HTTP/2 alone. */
function tlsServer(options: object, certificate: Certificate, listener: RequestListener): Server {
  const ALPNCallback = ({ protocols }: { readonly protocols: readonly string[] }) => ["http/1.1", "h2"].find((protocol) => protocols.includes(protocol));
  return createTlsServer({ ...options, ...certificate, ALPNCallback, handshakeTimeout: 10_000 }, listener);
}
