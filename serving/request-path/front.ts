import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { Clock } from "../../collector/clock.ts";
import type { Protocol, Route } from "../wire/protocol.ts";
import type { Call, Target } from "./call.ts";
import { KeptBody } from "./kept-body.ts";
import type { Observation } from "./observation.ts";
import { refusalBody, refuse } from "./refusal.ts";
import { headerOf } from "../wire/headers.ts";

/** What the front of a sidecar is built from. */
export interface FrontParts {
  readonly target: Target;
  /** Those whose requests are captured, asked in this order; none: nothing is. */
  readonly protocols: readonly Protocol[];
  readonly clock: Clock;
  readonly trustEventTime: boolean;
  readonly maxBodyBytes: number;
  readonly maxInFlight: number;
  /** Called before the first byte of the answer to a request of a model leaves. */
  onServed(seen: Observation): void;
  /** Called after the answer's last byte has left, or its connection broke. */
  onFinished(seen: Observation): void;
  /** Answers what is not the model's; true when it did. */
  readonly admin?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** The request path: counts, refuses above the limit, recognises requests of models and watches them pass. */
export class Front {
  readonly server: Server;
  readonly #parts: FrontParts;
  #inFlight = 0;

  constructor(parts: FrontParts) {
    this.#parts = parts;
    const listener: RequestListener = (request, response) => this.#handle(request, response);
    this.server = createServer({ keepAliveTimeout: 75_000 }, listener);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    if (this.#parts.admin?.(request, response)) return;
    const seen = this.#observe(request);
    const begin: Call["begin"] = (status, headers, failure) => {
      if (seen === undefined) return;
      seen.status = status;
      seen.responseHeaders = headers;
      seen.failure = failure;
      if (seen.entry === undefined) this.#parts.onServed(seen);
    };
    this.#inFlight += 1;
    response.once("close", () => this.#finish(response, seen));
    if (this.#inFlight > this.#parts.maxInFlight) this.#refuse(response, seen, begin);
    else this.#parts.target.handle({ request, response, seen, begin });
  }

  #refuse(response: ServerResponse, seen: Observation | undefined, begin: Call["begin"]): void {
    const refusal = { status: 503, error: `overloaded: ${this.#parts.maxInFlight} requests are under way; try again later`, retryAfter: 1 };
    begin(refusal.status, [], { errorClass: "overload", message: refusal.error });
    seen?.response.add(refusalBody(refusal));
    refuse(response, refusal);
  }

  #finish(response: ServerResponse, seen: Observation | undefined): void {
    this.#inFlight -= 1;
    if (seen === undefined) return;
    seen.totalMs = performance.now() - seen.startedMs;
    if (!response.writableFinished) seen.failure ??= { errorClass: "network", message: "the client closed the connection before the answer was complete" };
    if (seen.entry === undefined) this.#parts.onServed(seen);
    this.#parts.onFinished(seen);
  }

  #observe(request: IncomingMessage): Observation | undefined {
    const path = pathOf(request.url ?? "/");
    for (const protocol of this.#parts.protocols) {
      const route = protocol.route(request.method ?? "GET", path);
      if (route !== undefined) return this.#observation(request.rawHeaders, protocol.name, route);
    }
    return undefined;
  }

  #observation(requestHeaders: readonly string[], protocol: string, route: Route): Observation {
    const { clock, maxBodyBytes, trustEventTime } = this.#parts;
    return {
      protocol,
      route,
      eventTime: (trustEventTime ? statedEventTime(requestHeaders) : undefined) ?? clock.now(),
      receivedTime: Date.now(),
      startedMs: performance.now(),
      inFlight: this.#inFlight + 1,
      requestHeaders,
      request: new KeptBody(maxBodyBytes),
      response: new KeptBody(maxBodyBytes),
      entry: undefined,
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

function pathOf(url: string): string {
  const query = url.indexOf("?");
  return query === -1 ? url : url.slice(0, query);
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
