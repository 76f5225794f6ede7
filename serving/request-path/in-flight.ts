import type { Failure } from "../wire/exchange.ts";
import type { Refusal, RefusalReason } from "./refusal.ts";

/** A request as far as sharing looks at it. */
export interface Occupant {
  /** Its connection, as `connectionKey` names it. */
  readonly connection: string;
  /** Of its body, more is to come. */
  readonly halfSent: boolean;
  /** The client sends nothing of a body that it owes, or takes nothing of an answer that is there. */
  readonly owes: boolean;
  /** Bytes that have gone either way. */
  readonly bytes: number;
  /** Ends it, with an answer where none has begun. */
  breakOff(reason: RefusalReason, refusal: Refusal, errorClass: Failure["errorClass"]): void;
}

/** A request under way. */
export interface Held {
  readonly client: string;
  readonly occupant: Occupant;
  /** Bytes of its connection at the last look, and when they last changed (`performance.now()`). */
  bytes: number;
  sinceMs: number;
}

/** Whether a request may go on; `instead` must be broken off for it. */
export type Admission =
  | { readonly kind: "admitted"; readonly held: Held; readonly instead?: Held }
  | { readonly kind: "full" }
  | { readonly kind: "overShare"; readonly share: number };

/** How long a client that was refused counts as waiting. */
const WAITS_MS = 10_000;
/** Refused clients that are remembered; the oldest are forgotten. */
const MOST_WAITING = 4_096;
/** Part of all places that clients over their share leave free once others are there. */
const RESERVE = 1 / 8;

/**
 * Places for requests under way, shared fairly between client addresses. Alone, a client may have all of them, since behind a load balancer all clients are one. Once others are there or were refused in the last 10 s,
 * a client over its equal share leaves an eighth of the places free; and where none is free, a client under its share takes that of a request whose body has not come yet, of the client that has most.
 */
export class InFlight {
  readonly #max: number;
  readonly #byClient = new Map<string, Set<Held>>();
  readonly #waiting = new Map<string, number>();
  #count = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get count(): number {
    return this.#count;
  }

  /** @param nowMs `performance.now()` */
  enter(client: string, occupant: Occupant, nowMs: number): Admission {
    const own = this.#byClient.get(client)?.size ?? 0;
    const others = this.#byClient.size - Number(own > 0) + this.#waiting.size - Number(this.#waiting.has(client));
    const free = this.#max - this.#count;
    if (others === 0) return free > 0 ? this.#hold(client, occupant, nowMs) : { kind: "full" };
    const share = Math.max(1, Math.floor(this.#max / (others + 1)));
    if (own >= share) return free > this.#max * RESERVE ? this.#hold(client, occupant, nowMs) : { kind: "overShare", share };
    if (free > 0) return this.#hold(client, occupant, nowMs);
    const instead = this.#halfSent(share);
    if (instead !== undefined) {
      this.leave(instead);
      return { ...this.#hold(client, occupant, nowMs), instead };
    }
    if (own === 0) this.#wait(client, nowMs);
    return { kind: "full" };
  }

  /** Calling it again changes nothing. */
  leave(held: Held): void {
    const own = this.#byClient.get(held.client);
    if (own?.delete(held) !== true) return;
    this.#count -= 1;
    if (own.size === 0) this.#byClient.delete(held.client);
  }

  /** Whether a request is under way on a connection. */
  on(connection: string): boolean {
    return [...this.#byClient.values()].some((own) => [...own].some((held) => held.occupant.connection === connection));
  }

  /** Requests whose client has sent nothing of a body that it owes, or taken nothing of an answer that is there, for so long. To be asked every so often: time is counted from look to look. */
  stalled(timeoutMs: number, nowMs: number): Held[] {
    for (const [client, sinceMs] of this.#waiting) if (nowMs - sinceMs > WAITS_MS) this.#waiting.delete(client);
    return [...this.#byClient.values()].flatMap((own) => [...own].filter((held) => isStalled(held, timeoutMs, nowMs)));
  }

  #hold(client: string, occupant: Occupant, nowMs: number): { readonly kind: "admitted"; readonly held: Held } {
    const held: Held = { client, occupant, bytes: -1, sinceMs: nowMs };
    const own = this.#byClient.get(client);
    if (own === undefined) this.#byClient.set(client, new Set([held]));
    else own.add(held);
    this.#waiting.delete(client);
    this.#count += 1;
    return { kind: "admitted", held };
  }

  #wait(client: string, nowMs: number): void {
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size >= MOST_WAITING && oldest !== undefined) this.#waiting.delete(oldest);
    this.#waiting.set(client, nowMs);
  }

  /** The oldest whose body is not complete, of the client that has most and more than its share. */
  #halfSent(share: number): Held | undefined {
    let most: Set<Held> | undefined;
    for (const own of this.#byClient.values()) if (own.size > Math.max(share, most?.size ?? 0)) most = own;
    for (const held of most ?? []) if (held.occupant.halfSent) return held;
    return undefined;
  }
}

function isStalled(held: Held, timeoutMs: number, nowMs: number): boolean {
  const { bytes, owes } = held.occupant;
  if (bytes !== held.bytes || !owes) {
    held.bytes = bytes;
    held.sinceMs = nowMs;
    return false;
  }
  return nowMs - held.sinceMs >= timeoutMs;
}
