import { Worker } from "node:worker_threads";
import type { Log } from "../../collector/log/log.ts";
import { messageOf } from "../../errors.ts";
import type { Logger } from "../../telemetry.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Fate } from "../ledger/ledger-entry.ts";
import type { Observation } from "../request-path/observation.ts";
import type { CaptureOptions } from "./capture-batch.ts";
import type { CapturedBatch } from "./captured-batch.ts";
import { packBatch } from "./handover.ts";
import { Outbox } from "./outbox.ts";

const WORKER = new URL(import.meta.url.endsWith(".ts") ? "capture-worker.ts" : "capture-worker.js", import.meta.url);
/** What an exchange takes beside its bodies, about. */
const OVERHEAD_BYTES = 1_024;

/** What capture is built from. */
export interface CaptureParts {
  readonly log: Log;
  readonly ledger: Ledger;
  readonly logger: Logger;
  readonly producer: string;
  readonly options: CaptureOptions;
  readonly maxBufferBytes: number;
  readonly handOverEveryMs: number;
}

type Pending = { bytes: number; readonly exchanges: readonly Observation[]; readonly left: PromiseWithResolvers<void> };

/**
 * Takes exchanges off the request path: keeps them until the next hand-over, when their bytes are moved to the capture thread; rows come back and go to the log.
 * Everything between an answer's end and the log's acknowledgement counts against one limit; beyond it exchanges are dropped and counted, the newest first.
 */
export class Capture {
  readonly #parts: CaptureParts;
  readonly #outbox: Outbox;
  readonly #pending = new Map<number, Pending>();
  readonly #timer: NodeJS.Timeout;
  #worker: Worker;
  #waiting: Observation[] = [];
  #bytes = 0;
  #nextId = 1;
  #closed = false;

  constructor(parts: CaptureParts) {
    this.#parts = parts;
    this.#outbox = new Outbox(parts.log, parts.producer, parts.logger, (batch, kept) => this.#left(batch, kept));
    this.#worker = this.#startWorker();
    this.#timer = setInterval(() => this.#handOver(), parts.handOverEveryMs).unref();
  }

  /** Takes a finished exchange that is entered in the ledger. Never waits, never throws. */
  take(seen: Observation): void {
    const bytes = sizeOf(seen);
    if (seen.request.tooLarge || seen.response.tooLarge) return this.#drop(seen, "tooLarge");
    if (this.#bytes + bytes > this.#parts.maxBufferBytes) return this.#drop(seen, this.#outbox.failing ? "logUnavailable" : "outboxFull");
    this.#bytes += bytes;
    this.#waiting.push(seen);
  }

  /** Resolves when all that was taken until now is acknowledged by the log, or refused for good. */
  async flush(): Promise<void> {
    this.#handOver();
    await Promise.all([...this.#pending.values()].map((pending) => pending.left.promise));
  }

  /** Bytes between the request path and the log. */
  get bufferedBytes(): number {
    return this.#bytes;
  }

  /** Exchanges between the request path and the log. */
  get depth(): number {
    return this.#waiting.length + [...this.#pending.values()].reduce((sum, pending) => sum + pending.exchanges.length, 0);
  }

  /** The log refuses or does not answer. */
  get failing(): boolean {
    return this.#outbox.failing;
  }

  /** Ends at once; flush before. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#outbox.stop();
    await this.#worker.terminate();
  }

  #handOver(): void {
    if (this.#waiting.length === 0) return;
    const exchanges = this.#waiting;
    this.#waiting = [];
    const batch = packBatch(this.#nextId++, exchanges);
    this.#pending.set(batch.id, { bytes: exchanges.reduce((sum, seen) => sum + sizeOf(seen), 0), exchanges, left: Promise.withResolvers() });
    this.#worker.postMessage(batch, [batch.bytes]);
  }

  #captured(batch: CapturedBatch): void {
    const pending = this.#pending.get(batch.id);
    if (pending === undefined) return;
    const bytes = batch.bytes.byteLength + OVERHEAD_BYTES * pending.exchanges.length;
    this.#bytes += bytes - pending.bytes;
    pending.bytes = bytes;
    this.#outbox.add(batch);
  }

  #left(batch: CapturedBatch, kept: boolean): void {
    for (const { generation, fate, requests } of batch.settlements)
      this.#parts.ledger.settle(generation, kept || fate !== "captured" ? fate : "logUnavailable", requests);
    this.#forget(batch.id);
  }

  #forget(id: number): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    this.#bytes -= pending?.bytes ?? 0;
    pending?.left.resolve();
  }

  #drop(seen: Observation, fate: Fate): void {
    if (seen.entry !== undefined) this.#parts.ledger.settle(seen.entry.generation, fate, 1);
  }

  #startWorker(): Worker {
    const worker = new Worker(WORKER, { workerData: this.#parts.options, name: "tidemark-capture" });
    worker.unref();
    worker.on("message", (batch: CapturedBatch) => this.#captured(batch));
    worker.on("error", (error) => this.#parts.logger.error("the capture thread failed; it is started again", { error: messageOf(error) }));
    worker.on("exit", () => this.#restart(worker));
    return worker;
  }

  /** What the thread had not given back is dropped: one of these exchanges may have ended it. */
  #restart(worker: Worker): void {
    if (this.#closed || worker !== this.#worker) return;
    for (const [id, pending] of this.#pending) this.#abandon(id, pending);
    this.#worker = this.#startWorker();
  }

  #abandon(id: number, pending: Pending): void {
    if (this.#outbox.holds(id)) return;
    for (const seen of pending.exchanges) this.#drop(seen, "unreadable");
    this.#forget(id);
  }
}

function sizeOf(seen: Observation): number {
  return seen.request.length + seen.response.length + OVERHEAD_BYTES;
}
