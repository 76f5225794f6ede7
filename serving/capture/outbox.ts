import { setTimeout as sleep } from "node:timers/promises";
import type { Log, LogMessage } from "../../collector/log/log.ts";
import { messageOf, TidemarkError } from "../../errors.ts";
import type { Logger } from "../../telemetry.ts";
import { CAPTURE_TOPICS, inParts, logMessage } from "./captured-batch.ts";
import type { CapturedBatch, CaptureTopic, PackedMessage, Partitions } from "./captured-batch.ts";

const MAX_APPEND_BYTES = 8 << 20;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
/** An append without an answer for so long counts as a failure to reach the log. */
const SILENT_AFTER_MS = 5_000;

/** How often, at most, the log is asked how many partitions there are. */
const PARTITIONS_EVERY_MS = 60_000;

/** Topics whose rows go before their request's. */
const BEFORE_REQUESTS = CAPTURE_TOPICS.filter((topic) => topic !== "tidemark.requests");

/** An exchange that the log does not take: the books that it is entered in, and whether it is `refused` itself, or the log takes nothing and trying again can't help. */
export interface RefusedExchange {
  readonly generation: number;
  readonly fate: "refused" | "logUnavailable";
}

/** What the outbox tells when a batch has left it. */
export type OnLeft = (batch: CapturedBatch, refused: readonly RefusedExchange[]) => void;

interface Entry {
  readonly batch: CapturedBatch;
  readonly packed: PackedMessage;
  readonly message: LogMessage;
}

/** By batch and place in it. */
type RefusedExchanges = Map<CapturedBatch, Map<number, RefusedExchange>>;
type Append = "taken" | "stopped" | readonly (Entry & Pick<RefusedExchange, "fate">)[];

/**
 * Between capture and the log: numbers messages, appends them in order, one append a topic at a time, and repeats an append under the same numbers, with pauses of 0.1 to 10 s, as long as its error is retriable.
 * Where a message is at fault (`input`), they are tried in halves, down to the exchanges of one message, so that one is refused alone; rows go first, so that a request whose rows are refused is not told either.
 * It has no limit of its own: capture admits nothing new while too much waits.
 */
export class Outbox {
  readonly #log: Log;
  readonly #producer: string;
  readonly #logger: Logger;
  readonly #onLeft: OnLeft;
  readonly #sequences = new Map<CaptureTopic, bigint>();
  readonly #stopped = new AbortController();
  readonly #held = new Set<number>();
  #waiting: CapturedBatch[] = [];
  #running = false;
  #attemptedMs = 0;
  #failed = false;
  #partitions: Partitions = {};
  #askedMs = Number.NEGATIVE_INFINITY;

  constructor(log: Log, producer: string, logger: Logger, onLeft: OnLeft) {
    this.#log = log;
    this.#producer = producer;
    this.#logger = logger;
    this.#onLeft = onLeft;
  }

  add(batch: CapturedBatch): void {
    this.#waiting.push(batch);
    this.#held.add(batch.id);
    if (!this.#running) void this.#run();
  }

  /** The log refuses or does not answer. */
  get failing(): boolean {
    return this.#failed || (this.#running && performance.now() - this.#attemptedMs > SILENT_AFTER_MS);
  }

  /** How many partitions topics have, as far as the log has said. Asks it again every so often, without waiting. */
  knownPartitions(): Partitions {
    if (performance.now() - this.#askedMs > PARTITIONS_EVERY_MS) void this.#askPartitions();
    return this.#partitions;
  }

  /** Whether a batch is here: waiting, or on its way to the log. */
  holds(id: number): boolean {
    return this.#held.has(id);
  }

  /** Ends all trying; what waits stays unsettled. */
  stop(): void {
    this.#stopped.abort();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0 && !this.#stopped.signal.aborted) await this.#sendSome(this.#takeSome());
    this.#running = false;
  }

  #takeSome(): CapturedBatch[] {
    let bytes = 0;
    const end = this.#waiting.findIndex((batch) => (bytes += batch.bytes.byteLength) > MAX_APPEND_BYTES);
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : Math.max(1, end));
  }

  async #sendSome(batches: readonly CapturedBatch[]): Promise<void> {
    const refused: RefusedExchanges = new Map(batches.map((batch) => [batch, new Map()]));
    const send = async (topic: CaptureTopic): Promise<boolean> => {
      const append = await this.#append(topic, this.#entries(topic, batches, refused));
      for (const { batch, packed, fate } of Array.isArray(append) ? append : [])
        for (const { exchange, generation } of packed.parts) refused.get(batch)?.set(exchange, { generation, fate });
      return append !== "stopped";
    };
    const sent = await Promise.all(BEFORE_REQUESTS.map(send));
    if (!sent.every(Boolean) || !(await send("tidemark.requests"))) return;
    for (const batch of batches) {
      this.#held.delete(batch.id);
      this.#onLeft(batch, [...(refused.get(batch)?.values() ?? [])]);
    }
  }

  /** Messages of a topic with their numbers, without rows of exchanges that are refused already. */
  #entries(topic: CaptureTopic, batches: readonly CapturedBatch[], refused: RefusedExchanges): Entry[] {
    return batches.flatMap((batch) => {
      const gone = refused.get(batch);
      return batch.messages
        .filter((packed) => packed.topic === topic)
        .flatMap((packed) => (packed.parts.some(({ exchange }) => gone?.has(exchange) === true) ? inParts(packed) : [packed]))
        .filter(({ parts: [part] }) => part !== undefined && gone?.has(part.exchange) !== true)
        .map((packed) => this.#numbered(batch, packed));
    });
  }

  #numbered(batch: CapturedBatch, packed: PackedMessage): Entry {
    const sequence = (this.#sequences.get(packed.topic) ?? 0n) + 1n;
    this.#sequences.set(packed.topic, sequence);
    return { batch, packed, message: logMessage(packed, batch.bytes, this.#producer, sequence) };
  }

  async #append(topic: CaptureTopic, entries: readonly Entry[]): Promise<Append> {
    if (entries.length === 0) return "taken";
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      this.#attemptedMs = performance.now();
      try {
        await this.#log.append(
          topic,
          entries.map(({ message }) => message),
        );
        this.#failed = false;
        return "taken";
      } catch (error) {
        if (error instanceof TidemarkError && error.code === "input") return this.#halves(topic, entries, error);
        this.#fail(topic, error);
        if (!(error instanceof TidemarkError) || !error.retriable) return entries.map((entry) => ({ ...entry, fate: "logUnavailable" }));
        await sleep(pauseMs * (0.5 + Math.random()), undefined, { signal: this.#stopped.signal }).catch(() => undefined);
        if (this.#stopped.signal.aborted) return "stopped";
      }
    }
  }

  /** What was taken before and is told again is dropped by its number. */
  async #halves(topic: CaptureTopic, entries: readonly Entry[], error: TidemarkError): Promise<Append> {
    const [only, ...others] = entries;
    if (only !== undefined && others.length === 0 && only.packed.parts.length > 1) {
      const alone = inParts(only.packed).map((packed) => this.#numbered(only.batch, packed));
      return this.#halves(topic, alone, error);
    }
    if (entries.length === 1) {
      this.#logger.warn("the log refuses a captured message", { topic, error: error.message });
      return entries.map((entry) => ({ ...entry, fate: "refused" }));
    }
    const middle = Math.ceil(entries.length / 2);
    const first = await this.#append(topic, entries.slice(0, middle));
    const second = first === "stopped" ? first : await this.#append(topic, entries.slice(middle));
    if (first === "stopped" || second === "stopped") return "stopped";
    return [...(first === "taken" ? [] : first), ...(second === "taken" ? [] : second)];
  }

  /** Where the log does not answer, or has no such topic yet, what is known stays. */
  async #askPartitions(): Promise<void> {
    this.#askedMs = performance.now();
    const known = await Promise.all(
      CAPTURE_TOPICS.map(async (topic) => {
        const partitions = await this.#log.partitions(topic).catch(() => undefined);
        return partitions === undefined ? [] : [[topic, partitions] as const];
      }),
    );
    this.#partitions = { ...this.#partitions, ...Object.fromEntries(known.flat()) };
  }

  #fail(topic: CaptureTopic, error: unknown): void {
    if (!this.#failed) this.#logger.warn("appending captured requests to the log failed", { topic, error: messageOf(error) });
    this.#failed = true;
  }
}
