import type { Socket } from "node:net";
import type { Call } from "./call.ts";

/** A request under way. */
export interface Held {
  readonly client: string;
  readonly call: Call;
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
  enter(client: string, call: Call, nowMs: number): Admission {
    const own = this.#byClient.get(client)?.size ?? 0;
    const others = this.#byClient.size - Number(own > 0) + this.#waiting.size - Number(this.#waiting.has(client));
    const free = this.#max - this.#count;
    if (others === 0) return free > 0 ? this.#hold(client, call, nowMs) : { kind: "full" };
    const share = Math.max(1, Math.floor(this.#max / (others + 1)));
    if (own >= share) return free > this.#max * RESERVE ? this.#hold(client, call, nowMs) : { kind: "overShare", share };
    if (free > 0) return this.#hold(client, call, nowMs);
    const instead = this.#halfSent(share);
    if (instead !== undefined) {
      this.leave(instead);
      return { ...this.#hold(client, call, nowMs), instead };
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
  on(socket: Socket): boolean {
    return [...this.#byClient.values()].some((own) => [...own].some((held) => held.call.request.socket === socket));
  }

  /** Requests whose client has sent nothing of a body that it owes, or taken nothing of an answer that is there, for so long. To be asked every so often: time is counted from look to look. */
  stalled(timeoutMs: number, nowMs: number): Held[] {
    for (const [client, sinceMs] of this.#waiting) if (nowMs - sinceMs > WAITS_MS) this.#waiting.delete(client);
    return [...this.#byClient.values()].flatMap((own) => [...own].filter((held) => isStalled(held, timeoutMs, nowMs)));
  }

  #hold(client: string, call: Call, nowMs: number): { readonly kind: "admitted"; readonly held: Held } {
    const held: Held = { client, call, bytes: -1, sinceMs: nowMs };
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
    for (const held of most ?? []) if (!held.call.request.complete) return held;
    return undefined;
  }
}

function isStalled(held: Held, timeoutMs: number, nowMs: number): boolean {
  const { request, response } = held.call;
  const bytes = request.socket.bytesRead + request.socket.bytesWritten;
  const owesBody = !request.complete && request.readableLength === 0;
  const owesReading = response.socket !== null && response.socket.writableLength > 0;
  if (bytes !== held.bytes || !(owesBody || owesReading)) {
    held.bytes = bytes;
    held.sinceMs = nowMs;
    return false;
  }
  return nowMs - held.sinceMs >= timeoutMs;
}
