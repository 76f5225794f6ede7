import { setTimeout as sleep } from "node:timers/promises";
import type { Log, LogMessage } from "../../collector/log/log.ts";
import { messageOf, TidemarkError } from "../../errors.ts";
import type { Logger } from "../../telemetry.ts";
import { CAPTURE_TOPICS, logMessage } from "./captured-batch.ts";
import type { CapturedBatch, CaptureTopic } from "./captured-batch.ts";

const MAX_APPEND_BYTES = 8 << 20;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
/** An append without an answer for so long counts as a failure to reach the log. */
const SILENT_AFTER_MS = 5_000;

/** What the outbox tells when a batch has left it: `kept`, or refused by the log for good. */
export type OnLeft = (batch: CapturedBatch, kept: boolean) => void;

/**
 * Between capture and the log: numbers messages, appends them in order, one append a topic at a time, and repeats an append under the same numbers, with pauses of 0.1 to 10 s, as long as its error is retriable.
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
    const kept = await Promise.all(CAPTURE_TOPICS.map((topic) => this.#append(topic, this.#messages(topic, batches))));
    if (this.#stopped.signal.aborted && !kept.every(Boolean)) return;
    for (const batch of batches) {
      this.#held.delete(batch.id);
      this.#onLeft(batch, kept.every(Boolean));
    }
  }

  #messages(topic: CaptureTopic, batches: readonly CapturedBatch[]): LogMessage[] {
    let sequence = this.#sequences.get(topic) ?? 0n;
    const messages = batches.flatMap((batch) =>
      batch.messages.filter((message) => message.topic === topic).map((message) => logMessage(message, batch.bytes, this.#producer, ++sequence)),
    );
    this.#sequences.set(topic, sequence);
    return messages;
  }

  async #append(topic: CaptureTopic, messages: readonly LogMessage[]): Promise<boolean> {
    for (let pauseMs = FIRST_PAUSE_MS; messages.length > 0; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      this.#attemptedMs = performance.now();
      try {
        await this.#log.append(topic, messages);
        break;
      } catch (error) {
        if (!this.#mayRetry(topic, error)) return false;
        await sleep(pauseMs * (0.5 + Math.random()), undefined, { signal: this.#stopped.signal }).catch(() => undefined);
        if (this.#stopped.signal.aborted) return false;
      }
    }
    this.#failed = false;
    return true;
  }

  #mayRetry(topic: CaptureTopic, error: unknown): boolean {
    const retriable = error instanceof TidemarkError && error.retriable;
    if (!this.#failed || !retriable) this.#logger.warn("appending captured requests to the log failed", { topic, retriable, error: messageOf(error) });
    this.#failed = true;
    return retriable;
  }
}
