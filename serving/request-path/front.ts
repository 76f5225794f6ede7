import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { Clock } from "../../collector/clock.ts";
import type { Failure } from "../wire/exchange.ts";
import { headerOf } from "../wire/headers.ts";
import { requestLine } from "../wire/message.ts";
import type { Protocol, RequestLine, Route } from "../wire/protocol.ts";
import { routeOf } from "../wire/route-of.ts";
import type { Call, Target } from "./call.ts";
import { clientAddress } from "./client-address.ts";
import { limitConnections } from "./connections.ts";
import { InFlight } from "./in-flight.ts";
import type { Held } from "./in-flight.ts";
import { KeptBody } from "./kept-body.ts";
import type { Observation } from "./observation.ts";
import { refusalBody, refuse } from "./refusal.ts";
import type { Refusal } from "./refusal.ts";
import { requestTarget } from "./request-target.ts";

/** Why the front answers by itself, or breaks a connection off. */
export type RefusalReason = "overload" | "share" | "target" | "clientTimeout" | "connections" | "stopping";

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

/** What the front of a sidecar is built from. */
export interface FrontParts {
  readonly target: Target;
  /** Those whose requests are captured, asked in this order; none: nothing is. */
  readonly protocols: readonly Protocol[];
  /** The model's only paths; empty: every path that a protocol knows. */
  readonly paths: readonly string[];
  readonly clock: Clock;
  readonly trustEventTime: boolean;
  readonly maxBodyBytes: number;
  readonly limits: FrontLimits;
  /** Called before the first byte of the answer to a request of a model leaves. */
  onServed(seen: Observation): void;
  /** Called after the answer's last byte has left, or its connection broke. */
  onFinished(seen: Observation): void;
  onRefused(reason: RefusalReason): void;
  /** Answers what is not the model's; true when it did. */
  readonly admin?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

const CLIENT_GONE: Failure = { errorClass: "clientClosed", message: "the client closed the connection before the answer was complete" };

/** The request path: refuses what is above its limits or can be understood in two ways, recognises requests of models and watches them pass. */
export class Front implements Disposable {
  readonly server: Server;
  readonly #parts: FrontParts;
  readonly #inFlight: InFlight;
  readonly #timer: NodeJS.Timeout;
  #stopping = false;

  constructor(parts: FrontParts) {
    const { maxInFlight, maxConnections, headersTimeout, requestTimeout, clientTimeout } = parts.limits;
    this.#parts = parts;
    this.#inFlight = new InFlight(maxInFlight);
    const listener: RequestListener = (request, response) => this.#handle(request, response);
    const connectionsCheckingInterval = Math.min(1_000, headersTimeout, requestTimeout);
    this.server = createServer({ keepAliveTimeout: 75_000, headersTimeout, requestTimeout, connectionsCheckingInterval }, listener);
    limitConnections(
      this.server,
      maxConnections,
      (socket) => this.#inFlight.on(socket),
      () => parts.onRefused("connections"),
    );
    this.#timer = setInterval(() => this.#breakOffStalled(), Math.min(1_000, clientTimeout / 4)).unref();
  }

  get inFlight(): number {
    return this.#inFlight.count;
  }

  /** From here on every new request is refused, on connections that are open too; those under way go on. */
  stop(): void {
    this.#stopping = true;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    if (this.#parts.admin?.(request, response)) return;
    const target = requestTarget(request.url ?? "/", request.rawHeaders);
    if (target.kind === "path") request.url = target.path;
    const seen = this.#observe(request);
    const call: Call = { request, response, seen, begin: (status, headers, failure) => this.#begin(seen, status, headers, failure) };
    const held =
      target.kind === "path" ? this.#admit(call) : this.#refuse(call, "target", { status: 400, error: `reading the request: ${target.why}` }, "badInput");
    response.once("close", () => this.#finish(call, held));
    if (held !== undefined) this.#parts.target.handle(call);
  }

  #admit(call: Call): Held | undefined {
    if (this.#stopping) return this.#refuse(call, "stopping", { ...overloaded("this server is stopping"), close: true }, "overload");
    const { maxInFlight } = this.#parts.limits;
    const admission = this.#inFlight.enter(clientAddress(call.request.socket.remoteAddress), call, performance.now());
    if (admission.kind === "admitted") {
      if (admission.instead !== undefined) this.#breakOff(admission.instead, "share", overloaded("its body had not come, and others wait"), "overload");
      return admission.held;
    }
    const what =
      admission.kind === "full" ? `${maxInFlight} requests are under way` : `this client's share of ${admission.share} requests is under way, and others wait`;
    return this.#refuse(call, admission.kind === "full" ? "overload" : "share", overloaded(what), "overload");
  }

  #begin(seen: Observation | undefined, status: number, headers: readonly string[], failure: Failure | undefined): void {
    if (seen === undefined) return;
    if (isNobodys(status, seen.route, failure)) seen.nobodys = true;
    if (seen.nobodys) return;
    seen.status = status;
    seen.responseHeaders = headers;
    seen.failure = failure;
    if (seen.entry === undefined) this.#parts.onServed(seen);
  }

  #refuse(call: Call, reason: RefusalReason, refusal: Refusal, errorClass: Failure["errorClass"]): undefined {
    this.#parts.onRefused(reason);
    call.begin(refusal.status, [], { errorClass, message: refusal.error });
    call.seen?.response.add(refusalBody(refusal));
    refuse(call.response, refusal);
  }

  /** With an answer where none has begun; the connection goes in any case, since what the client still owes would be read from it. */
  #breakOff({ call }: Held, reason: RefusalReason, refusal: Refusal, errorClass: Failure["errorClass"]): void {
    if (!call.response.headersSent) return this.#refuse(call, reason, { ...refusal, close: true }, errorClass);
    this.#parts.onRefused(reason);
    if (call.seen !== undefined) call.seen.failure ??= { errorClass, message: refusal.error };
    call.response.destroy();
  }

  #breakOffStalled(): void {
    const { clientTimeout } = this.#parts.limits;
    const error = `the client sent nothing that it owes, or took nothing of its answer, for ${clientTimeout} ms; expected it to go on`;
    for (const held of this.#inFlight.stalled(clientTimeout, performance.now())) this.#breakOff(held, "clientTimeout", { status: 408, error }, "clientClosed");
  }

  #finish({ response, seen }: Call, held: Held | undefined): void {
    if (held !== undefined) this.#inFlight.leave(held);
    if (seen === undefined || seen.nobodys) return;
    seen.totalMs = performance.now() - seen.startedMs;
    if (!response.writableFinished) seen.failure ??= CLIENT_GONE;
    if (seen.entry === undefined) this.#parts.onServed(seen);
    this.#parts.onFinished(seen);
  }

  #observe(request: IncomingMessage): Observation | undefined {
    const { protocols, paths } = this.#parts;
    const line = requestLine(request.method ?? "GET", request.url ?? "/");
    const route = routeOf(protocols, line, request.rawHeaders, paths);
    return route === undefined ? undefined : this.#observation(request.rawHeaders, line, route);
  }

  #observation(requestHeaders: readonly string[], line: RequestLine, route: Route): Observation {
    const { clock, maxBodyBytes, trustEventTime } = this.#parts;
    return {
      line,
      route,
      eventTime: (trustEventTime ? statedEventTime(requestHeaders) : undefined) ?? clock.now(),
      receivedTime: Date.now(),
      startedMs: performance.now(),
      inFlight: this.#inFlight.count + 1,
      requestHeaders,
      request: new KeptBody(maxBodyBytes),
      response: new KeptBody(maxBodyBytes),
      nobodys: false,
      entry: undefined,
      model: "",
      requestId: "",
      responseHeaders: [],
      status: 0,
      failure: undefined,
      upstreamMs: 0,
      queueMs: 0,
      computeMs: 0,
      totalMs: 0,
    };
  }
}

function overloaded(what: string): Refusal {
  return { status: 503, error: `overloaded: ${what}; try again later`, retryAfter: 1 };
}

/** The server has nothing at this path, and no model was named: nobody's bad input, and no model's request. */
function isNobodys(status: number, route: Route, failure: Failure | undefined): boolean {
  return (status === 404 || status === 405) && route.model === undefined && failure === undefined;
}

/** Event time that a client states, epoch milliseconds: `tidemark-event-time` (ISO 8601 or epoch milliseconds), else `ce-time`; undefined when neither is there and readable. */
function statedEventTime(headers: readonly string[]): number | undefined {
  for (const name of ["tidemark-event-time", "ce-time"]) {
    const text = headerOf(headers, name);
    const time = text === undefined ? Number.NaN : /^-?\d+$/.test(text) ? Number(text) : Date.parse(text);
    if (Number.isFinite(time)) return time;
  }
  return undefined;
}
