import type { IncomingMessage, ServerResponse } from "node:http";
import type { Call, Target } from "../request-path/call.ts";
import type { Observation } from "../request-path/observation.ts";
import { refusalBody, refuse } from "../request-path/refusal.ts";
import { eventOf, UNPAIRED } from "../wire/cloud-event.ts";
import { messageOf } from "../../errors.ts";
import { HalfJoiner } from "./half-joiner.ts";
import type { Half, JoinerLimits, Waiting } from "./half-joiner.ts";

/** Why a half has found no other. */
export type UnpairedReason = "timeout" | "noRoom" | "stopping";

/** What a sink tells of exchanges. */
export interface SinkHooks {
  /** An exchange that began to be served with its first half is complete, or will not be. */
  onFinished(seen: Observation): void;
  onUnpaired(half: Half, reason: UnpairedReason): void;
  onDuplicate(): void;
}

/** Longest time between looks for halves that have waited too long. */
const LOOK_EVERY_MS = 1_000;

/**
 * Takes the CloudEvents that a model server's own logger sends (KServe's agent, Seldon's executor) in place of a model's requests: each is answered at once with 202, halves of one exchange are joined, and the whole is captured as if it had passed by.
 * The books have an exchange from its first half on. One whose other half does not come is unreadable, and counted.
 */
export class EventSink implements Target {
  readonly #joiner: HalfJoiner<Observation>;
  readonly #limits: JoinerLimits;
  readonly #hooks: SinkHooks;
  readonly #timer: NodeJS.Timeout;

  constructor(limits: JoinerLimits, hooks: SinkHooks) {
    this.#limits = limits;
    this.#hooks = hooks;
    this.#joiner = new HalfJoiner(limits);
    const look = () => this.#giveUp(this.#joiner.expire(performance.now()), "timeout");
    this.#timer = setInterval(look, Math.min(LOOK_EVERY_MS, limits.joinWithin / 4)).unref();
  }

  handle(call: Call): void {
    const { request, response, seen } = call;
    if (seen === undefined) return refuseOther(request, response);
    request.on("data", (chunk: Buffer) => seen.request.add(chunk));
    request.on("end", () => response.headersSent || this.#take(call, seen));
  }

  async unready(): Promise<string | undefined> {
    return undefined;
  }

  queueDepth(): number {
    return this.#joiner.waiting;
  }

  /** What still waits will not be joined. */
  release(): void {
    this.#giveUp(this.#joiner.takeAll(), "stopping");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
  }

  #take(call: Call, seen: Observation): void {
    try {
      const { key, kind } = eventOf(seen.line, seen.requestHeaders, seen.request.chunks);
      if (kind === "feedback") return accept(call);
      this.#join(call, seen, key, kind);
    } catch (error) {
      const refusal = { status: 400, error: messageOf(error) };
      call.begin(refusal.status, [], { errorClass: "badInput", message: refusal.error });
      seen.response.add(refusalBody(refusal));
      refuse(call.response, refusal);
    }
  }

  #join(call: Call, seen: Observation, key: string, half: Half): void {
    const joined = this.#joiner.add(key, half, seen, seen.request.length, performance.now());
    if (joined.kind === "duplicate") this.#hooks.onDuplicate();
    if (joined.kind === "waits") seen.isHalf = true;
    else seen.nobodys = true;
    accept(call);
    if (joined.kind === "waits") this.#giveUp(joined.pushedOut, "noRoom");
    if (joined.kind === "joined") this.#hooks.onFinished(whole(joined.request, joined.response));
  }

  #giveUp(halves: readonly Waiting<Observation>[], reason: UnpairedReason): void {
    const why = { timeout: `within ${this.#limits.joinWithin} ms`, noRoom: "as long as there was room to wait", stopping: "before this sidecar stopped" }[
      reason
    ];
    for (const { half, value } of halves) {
      this.#hooks.onUnpaired(half, reason);
      const told = `the ${half === "request" ? "answer" : "request"} was not logged ${why}`;
      this.#hooks.onFinished({ ...value, status: 200, totalMs: 0, responseHeaders: [UNPAIRED, told] });
    }
  }
}

function accept(call: Call): void {
  call.begin(202, []);
  call.response.writeHead(202, { "content-length": 0 }).end();
}

function refuseOther(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  refuse(response, {
    status: 400,
    error: "reading an event: it is no CloudEvent of KServe's or Seldon's logger (ce-type, or application/cloudevents+json); expected one",
  });
}

/** The exchange as if it had passed by: whichever half came first has the entry in the books. */
function whole(request: Observation, response: Observation): Observation {
  const first = request.entry === undefined ? response : request;
  return {
    ...request,
    entry: first.entry,
    model: first.model,
    route: first.route,
    isHalf: false,
    nobodys: false,
    status: 200,
    totalMs: 0,
    response: response.request,
    responseHeaders: response.requestHeaders,
  };
}
