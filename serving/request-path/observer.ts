import type { Clock } from "../../collector/clock.ts";
import type { Failure } from "../wire/exchange.ts";
import { headerOf } from "../wire/headers.ts";
import type { Protocol, RequestLine, Route } from "../wire/protocol.ts";
import { routeOf } from "../wire/route-of.ts";
import { KeptBody } from "./kept-body.ts";
import type { Observation } from "./observation.ts";

/** What requests are watched by. */
export interface ObserverParts {
  /** Those whose requests are captured, asked in this order; none: nothing is. */
  readonly protocols: readonly Protocol[];
  /** The model's only paths; empty: every path that a protocol knows. */
  readonly paths: readonly string[];
  readonly clock: Clock;
  readonly trustEventTime: boolean;
  readonly maxBodyBytes: number;
  /** Called before the first byte of the answer to a request of a model leaves. */
  onServed(seen: Observation): void;
  /** Called after the answer's last byte has left, or its connection broke. */
  onFinished(seen: Observation): void;
}

const CLIENT_GONE: Failure = { errorClass: "clientClosed", message: "the client closed the connection before the answer was complete" };

/** Recognises requests of models and enters each in the books once, whichever version of HTTP it came by. */
export class Observer {
  readonly #parts: ObserverParts;

  constructor(parts: ObserverParts) {
    this.#parts = parts;
  }

  /** Undefined: it is no request of a model. @param inFlight requests under way, this one too */
  observe(line: RequestLine, requestHeaders: readonly string[], inFlight: number): Observation | undefined {
    const { protocols, paths } = this.#parts;
    const route = routeOf(protocols, line, requestHeaders, paths);
    return route === undefined ? undefined : this.#observation(requestHeaders, line, route, inFlight);
  }

  /** An answer begins. */
  begin(seen: Observation | undefined, status: number, headers: readonly string[], failure: Failure | undefined): void {
    if (seen === undefined) return;
    if (isNobodys(status, seen.route, failure)) seen.nobodys = true;
    if (seen.nobodys) return;
    seen.status = status;
    seen.responseHeaders = headers;
    seen.failure = failure;
    if (seen.entry === undefined) this.#parts.onServed(seen);
  }

  /** A request is over. @param complete whether all of its answer has left */
  finish(seen: Observation | undefined, complete: boolean): void {
    if (seen === undefined || seen.nobodys || seen.isHalf) return;
    seen.totalMs = performance.now() - seen.startedMs;
    if (!complete) seen.failure ??= CLIENT_GONE;
    if (seen.entry === undefined) this.#parts.onServed(seen);
    this.#parts.onFinished(seen);
  }

  #observation(requestHeaders: readonly string[], line: RequestLine, route: Route, inFlight: number): Observation {
    const { clock, maxBodyBytes, trustEventTime } = this.#parts;
    return {
      line,
      route,
      eventTime: (trustEventTime ? statedEventTime(requestHeaders) : undefined) ?? clock.now(),
      receivedTime: Date.now(),
      startedMs: performance.now(),
      inFlight,
      requestHeaders,
      request: new KeptBody(maxBodyBytes),
      response: new KeptBody(maxBodyBytes),
      nobodys: false,
      isHalf: false,
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
