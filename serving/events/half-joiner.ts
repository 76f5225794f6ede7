/** Which half of an exchange an event is. */
export type Half = "request" | "response";

/** A half that waits for the other. */
export interface Waiting<T> {
  readonly key: string;
  readonly half: Half;
  readonly value: T;
  readonly bytes: number;
  readonly sinceMs: number;
}

/** What became of a half. `duplicate`: this half has come already. */
export type Joined<T> =
  | { readonly kind: "joined"; readonly request: T; readonly response: T }
  | { readonly kind: "waits"; readonly pushedOut: readonly Waiting<T>[] }
  | { readonly kind: "duplicate" };

/** How many halves may wait, and how long, in milliseconds. */
export interface JoinerLimits {
  readonly joinWithin: number;
  readonly maxWaiting: number;
  readonly maxWaitingBytes: number;
}

/**
 * Joins the halves of exchanges by their keys, in whichever order they come. Waiting halves are limited in number, bytes and time; the oldest go first. What was joined is remembered as long as a half may wait, so that one told again is none of its own.
 */
export class HalfJoiner<T> {
  readonly #limits: JoinerLimits;
  readonly #waiting = new Map<string, Waiting<T>>();
  readonly #joined = new Map<string, number>();
  #bytes = 0;

  constructor(limits: JoinerLimits) {
    this.#limits = limits;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** @param nowMs `performance.now()` */
  add(key: string, half: Half, value: T, bytes: number, nowMs: number): Joined<T> {
    const other = this.#waiting.get(key);
    if (other?.half === half || this.#joined.has(key)) return { kind: "duplicate" };
    if (other === undefined) return { kind: "waits", pushedOut: this.#wait({ key, half, value, bytes, sinceMs: nowMs }) };
    this.#take(other);
    this.#remember(key, nowMs);
    return half === "response" ? { kind: "joined", request: other.value, response: value } : { kind: "joined", request: value, response: other.value };
  }

  /** Halves that have waited too long; they wait no more. */
  expire(nowMs: number): readonly Waiting<T>[] {
    const { joinWithin } = this.#limits;
    for (const [key, sinceMs] of this.#joined) {
      if (nowMs - sinceMs < joinWithin) break;
      this.#joined.delete(key);
    }
    return this.#takeWhile(({ sinceMs }) => nowMs - sinceMs >= joinWithin);
  }

  /** All that wait; none does any more. */
  takeAll(): readonly Waiting<T>[] {
    return this.#takeWhile(() => true);
  }

  #wait(one: Waiting<T>): readonly Waiting<T>[] {
    const { maxWaiting, maxWaitingBytes } = this.#limits;
    this.#waiting.set(one.key, one);
    this.#bytes += one.bytes;
    return this.#takeWhile(() => this.#waiting.size > maxWaiting || this.#bytes > maxWaitingBytes);
  }

  /** The oldest first, as they lie in the map. */
  #takeWhile(goes: (waiting: Waiting<T>) => boolean): readonly Waiting<T>[] {
    const taken: Waiting<T>[] = [];
    for (const waiting of this.#waiting.values()) {
      if (!goes(waiting)) break;
      this.#take(waiting);
      taken.push(waiting);
    }
    return taken;
  }

  #take(waiting: Waiting<T>): void {
    this.#waiting.delete(waiting.key);
    this.#bytes -= waiting.bytes;
  }

  #remember(key: string, nowMs: number): void {
    this.#joined.set(key, nowMs);
    const [oldest] = this.#joined.keys();
    if (this.#joined.size > this.#limits.maxWaiting && oldest !== undefined) this.#joined.delete(oldest);
  }
}
