import { setTimeout as sleep } from "node:timers/promises";
import type { Store } from "../clickhouse/store.ts";
import type { StoredMessage } from "../log/log.ts";
import { batchToken, confirmBoundary, readLastBoundary, writeBoundary, type Boundary, type BoundaryOutcome, type Place, wayOf } from "./boundary.ts";
import { dropResent } from "./drop-resent.ts";
import { type BatchPlan, insertBatch } from "./insert-batch.ts";
import type { IngestConfig } from "./ingest-config.ts";
import type { IngestCounters } from "./ingest-counters.ts";

/** Backoff between tries of one batch while the store is away, milliseconds. */
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5_000;

/** A boundary that was seen to be the newest so long ago is asked again before rows go in under it: this process may have been stopped in the meantime. */
const CONFIRM_AFTER_MS = 5_000;

/** Behind the token of a batch whose offsets hold other messages now. */
const ANEW = "/anew";

/** A batch of so many bytes goes in by halves: one insert keeps one core busy. */
const HALVED_FROM_BYTES = 4 * 1024 * 1024;

function sameSequences(one: ReadonlyMap<string, bigint>, other: ReadonlyMap<string, bigint>): boolean {
  return one.size === other.size && [...one].every(([producer, sequence]) => other.get(producer) === sequence);
}

/** What a partition's ingest needs from its collector. */
export interface IngestParts {
  readonly store: Store;
  readonly config: IngestConfig;
  readonly counters: IngestCounters;
  /** Why a row of a topic is refused that the engine would take; undefined: it is not. */
  readonly refused: (topic: string, line: Buffer) => string | undefined;
  /** Aborted when the collector stops: no batch is begun after it. */
  readonly stopping: AbortSignal;
  /** At most so many inserts at once over all partitions. */
  readonly limit: <T>(task: () => Promise<T>) => Promise<T>;
}

/**
 * One partition's way from the log to ClickHouse. Messages gather until a batch is full or old enough; then its boundary is written, then its rows are inserted under the
 * boundary's token. After a crash the last boundary is repeated first, byte for byte; so it is when another collector turns out to have gone on with the partition.
 */
export class PartitionIngest {
  readonly #logId: string;
  readonly #topic: string;
  readonly #partition: number;
  readonly #parts: IngestParts;
  /** The newest boundary that is known. */
  #last: Boundary | undefined;
  #repeat: Boundary | undefined;
  #confirmed = { wallMs: 0, processMs: 0 };
  #producers: ReadonlyMap<string, bigint> = new Map();
  #waiting: StoredMessage[] = [];
  #waitingBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();
  readonly #retired = new AbortController();
  readonly #ended: AbortSignal;

  private constructor({ logId, topic, partition }: Place, parts: IngestParts, last: Boundary | undefined) {
    this.#logId = logId;
    this.#topic = topic;
    this.#partition = partition;
    this.#parts = parts;
    this.#ended = AbortSignal.any([parts.stopping, this.#retired.signal]);
    this.#last = last;
    this.#repeat = last;
    if (last) this.#producers = last.producersBefore;
  }

  static async open(place: Place, parts: IngestParts): Promise<PartitionIngest> {
    return new PartitionIngest(place, parts, await readLastBoundary(parts.store, place.logId, place.topic, place.partition));
  }

  /** Offset to read from: the start of the batch to be repeated, or undefined for the oldest. */
  get position(): bigint | undefined {
    return this.#repeat?.firstOffset;
  }

  /** Offset behind the newest batch that is known: what lies before it is stored, or about to be. */
  get claimed(): bigint {
    return this.#last === undefined ? 0n : this.#last.lastOffset + 1n;
  }

  /** Takes messages in; resolves at once while there is room, else when the store has taken some. */
  async add(messages: readonly StoredMessage[]): Promise<void> {
    for (const message of messages) {
      this.#waiting.push(message);
      this.#waitingBytes += message.value.length;
    }
    const { maxBatchBytes, lingerMs } = this.#parts.config;
    // What is left of a full batch waits for more: many small inserts cost the store far more than few large ones.
    if (this.#waitingBytes >= maxBatchBytes) await this.#flushFrom(maxBatchBytes);
    if (this.#waiting.length > 0) this.#timer ??= setTimeout(() => void this.flush(), lingerMs);
  }

  /** Everything taken in so far is in the store (or in dead letters) when this resolves; when stopping, what is not is left to the next start. */
  flush(): Promise<void> {
    return this.#flushFrom(0);
  }

  /** @param bytes what waits is left to wait once it is less */
  #flushFrom(bytes: number): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing = this.#flushing.then(() => this.#drain(bytes));
    return this.#flushing;
  }

  /** Ends it, when the partition is another's or assigned anew: the insert under way is finished, nothing more is begun; what waits is left to the successor, which will be handed it again. */
  async retire(): Promise<void> {
    this.#retired.abort();
    clearTimeout(this.#timer);
    await this.#flushing;
    this.#waiting = [];
  }

  async #drain(bytes: number): Promise<void> {
    while (this.#waiting.length > 0 && this.#waitingBytes >= bytes && !this.#ended.aborted) {
      if (this.#repeat) {
        if (!this.#repeatIsComplete(this.#repeat)) return;
        await this.#repeatBatch(this.#repeat);
      } else await this.#newBatch();
    }
  }

  #repeatIsComplete(repeat: Boundary): boolean {
    const newest = this.#waiting.at(-1);
    return newest !== undefined && newest.offset >= repeat.lastOffset;
  }

  async #repeatBatch(repeat: Boundary): Promise<void> {
    const messages = this.#waiting.filter((message) => message.offset >= repeat.firstOffset && message.offset <= repeat.lastOffset);
    // Where retention has taken part of the batch it can't be repeated to the byte; it had been acknowledged for hours, so it is held to be stored.
    const whole = messages[0]?.offset === repeat.firstOffset;
    const { fresh, after } = dropResent(messages, repeat.producersBefore);
    if (whole && !sameSequences(after, repeat.producersAfter)) return this.#batchOf(messages, repeat.producersAfter, `${repeat.token}${ANEW}`);
    if (whole && !(await this.#insert(fresh, repeat))) return;
    this.#producers = repeat.producersAfter;
    this.#repeat = undefined;
    this.#take(this.#waiting.filter((message) => message.offset <= repeat.lastOffset).length);
  }

  async #newBatch(): Promise<void> {
    await this.#batchOf(this.#nextMessages(), this.#producers);
  }

  /** @param token of a batch in whose place others stand now: the log lost its end (a power cut) and gave the offsets again; default: by place and extent */
  async #batchOf(messages: readonly StoredMessage[], before: ReadonlyMap<string, bigint>, token?: string): Promise<void> {
    const [first, last] = [messages[0], messages.at(-1)];
    if (!first || !last) return;
    const { fresh, resent, after } = dropResent(messages, before);
    const place = { logId: this.#logId, topic: this.#topic, partition: this.#partition };
    const halved = fresh.reduce((bytes, { value }) => bytes + value.length, 0) >= HALVED_FROM_BYTES;
    const boundary: Boundary = {
      ...place,
      firstOffset: first.offset,
      lastOffset: last.offset,
      token: token ?? batchToken(place, first.offset, last.offset, halved),
      splits: [],
      producersBefore: before,
      producersAfter: after,
    };
    const owned = (await this.#persist(() => this.#write(boundary))) === true;
    if (!owned || !(await this.#insert(fresh, boundary))) return;
    this.#parts.counters.resent.add(resent, { topic: this.#topic });
    this.#producers = after;
    this.#repeat = undefined;
    this.#take(this.#waiting.filter((message) => message.offset <= last.offset).length);
  }

  /** Writes a boundary behind the newest that is known; false when another collector did so before. */
  async #write(boundary: Boundary): Promise<boolean> {
    return this.#settle(await writeBoundary(this.#parts.store, boundary, this.#last, Date.now()), boundary);
  }

  #settle(outcome: BoundaryOutcome, boundary: Boundary): boolean {
    this.#last = outcome.kind === "written" ? boundary : outcome.by;
    this.#confirmed = { wallMs: Date.now(), processMs: performance.now() };
    if (outcome.kind === "written") return true;
    // Whatever it was before, the other's batch comes first now: it begins where ours did, or later.
    this.#repeat = outcome.by;
    if (outcome.by) this.#producers = outcome.by.producersBefore;
    this.#parts.counters.replaced(this.#topic, this.#partition);
    return false;
  }

  /** Neither clock alone sees every stop: one may be set, the other stands still while a machine sleeps. */
  async #isOurs(boundary: Boundary): Promise<boolean> {
    const { wallMs, processMs } = this.#confirmed;
    if (Math.max(Date.now() - wallMs, performance.now() - processMs) < CONFIRM_AFTER_MS) return true;
    return this.#settle(await confirmBoundary(this.#parts.store, boundary), boundary);
  }

  #nextMessages(): StoredMessage[] {
    const messages: StoredMessage[] = [];
    let bytes = 0;
    for (const message of this.#waiting) {
      if (messages.length > 0 && bytes + message.value.length > this.#parts.config.maxBatchBytes) break;
      messages.push(message);
      bytes += message.value.length;
    }
    return messages;
  }

  #take(count: number): void {
    for (const message of this.#waiting.splice(0, count)) this.#waitingBytes -= message.value.length;
  }

  /** True when all rows are in, or in dead letters; false when this partition is no longer to be gone on with, or another collector has. */
  async #insert(messages: readonly StoredMessage[], given: Boundary): Promise<boolean> {
    let boundary = given;
    const splits = new Set(given.splits);
    const plan: BatchPlan = {
      token: given.token,
      way: wayOf(given),
      splits,
      doubts: new Map(),
      split: async (piece) => {
        const next = { ...boundary, splits: [...splits, piece] };
        if (!(await this.#write(next))) return false;
        boundary = next;
        splits.add(piece);
        return true;
      },
    };
    const done = await this.#persist(async () => {
      if (!(await this.#isOurs(boundary))) return false;
      const target = { store: this.#parts.store, topic: this.#topic, partition: this.#partition, now: Date.now(), refused: this.#parts.refused };
      const outcome = await insertBatch(target, messages, plan);
      if (outcome === "replaced") return false;
      this.#parts.counters.stored.add(outcome.stored, { topic: this.#topic });
      this.#parts.counters.deadLetters.add(outcome.deadLetters, { topic: this.#topic });
      return true;
    });
    return done === true;
  }

  /** Tries until it works, or undefined when the collector stops or the partition is another's. Nothing else can be done with a store that is away: going on would lose the batch, failing would lose the order. */
  async #persist<T>(task: () => Promise<T>): Promise<T | undefined> {
    for (let waitMs = FIRST_RETRY_MS; !this.#ended.aborted; waitMs = Math.min(waitMs * 2, LAST_RETRY_MS)) {
      try {
        return await this.#parts.limit(task);
      } catch (thrown) {
        this.#parts.counters.failed(this.#topic, this.#partition, thrown);
        await sleep(waitMs, undefined, { signal: this.#ended }).catch(() => undefined);
      }
    }
    return undefined;
  }
}
