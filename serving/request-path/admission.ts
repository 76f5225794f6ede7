import type { Failure } from "../wire/exchange.ts";
import { InFlight } from "./in-flight.ts";
import type { Held, Occupant } from "./in-flight.ts";
import type { Refusal, RefusalReason } from "./refusal.ts";

/** A request may go on, or is to be refused so. */
export type Entry =
  | { readonly kind: "held"; readonly held: Held }
  | { readonly kind: "refused"; readonly reason: RefusalReason; readonly refusal: Refusal; readonly errorClass: Failure["errorClass"] };

/** Lets requests in as long as there are places, breaks off those whose client stalls, and lets nobody in once it stops. */
export class Admission implements Disposable {
  readonly #maxInFlight: number;
  readonly #clientTimeoutMs: number;
  readonly #inFlight: InFlight;
  readonly #timer: NodeJS.Timeout;
  #stopping = false;

  constructor(maxInFlight: number, clientTimeoutMs: number) {
    this.#maxInFlight = maxInFlight;
    this.#clientTimeoutMs = clientTimeoutMs;
    this.#inFlight = new InFlight(maxInFlight);
    this.#timer = setInterval(() => this.#breakOffStalled(), Math.min(1_000, clientTimeoutMs / 4)).unref();
  }

  get count(): number {
    return this.#inFlight.count;
  }

  /** From here on every new request is refused; those under way go on. */
  stop(): void {
    this.#stopping = true;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  enter(client: string, occupant: Occupant): Entry {
    if (this.#stopping) return refused("stopping", { ...overloaded("this server is stopping"), close: true });
    const admission = this.#inFlight.enter(client, occupant, performance.now());
    if (admission.kind === "admitted") {
      admission.instead?.occupant.breakOff("share", overloaded("its body had not come, and others wait"), "overload");
      return { kind: "held", held: admission.held };
    }
    return admission.kind === "full"
      ? refused("overload", overloaded(`${this.#maxInFlight} requests are under way`))
      : refused("share", overloaded(`this client's share of ${admission.share} requests is under way, and others wait`));
  }

  /** Calling it again changes nothing. */
  leave(held: Held): void {
    this.#inFlight.leave(held);
  }

  /** Whether a request is under way on a connection. */
  on(connection: string): boolean {
    return this.#inFlight.on(connection);
  }

  #breakOffStalled(): void {
    const error = `the client sent nothing that it owes, or took nothing of its answer, for ${this.#clientTimeoutMs} ms; expected it to go on`;
    for (const { occupant } of this.#inFlight.stalled(this.#clientTimeoutMs, performance.now()))
      occupant.breakOff("clientTimeout", { status: 408, error }, "clientClosed");
  }
}

function refused(reason: RefusalReason, refusal: Refusal): Entry {
  return { kind: "refused", reason, refusal, errorClass: "overload" };
}

function overloaded(what: string): Refusal {
  return { status: 503, error: `overloaded: ${what}; try again later`, retryAfter: 1 };
}
