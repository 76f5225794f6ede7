import { Worker } from "node:worker_threads";
import { messageOf } from "../../errors.ts";
import type { Logger } from "../../telemetry.ts";
import type { CaptureChange, CaptureOptions } from "./capture-exchange.ts";
import type { CapturedBatch } from "./captured-batch.ts";
import type { PackedBatch } from "./handover.ts";

const WORKER = new URL(import.meta.url.endsWith(".ts") ? "capture-worker.ts" : "capture-worker.js", import.meta.url);
/** MiB. A batch's bodies are 4 MiB at most; what is made of them may be many times that. */
const MEMORY = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 };
/** A thread that has not given a batch back for so long is ended. */
const STUCK_AFTER_MS = 30_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** What the thread says once it takes batches. */
const READY = "ready";

/** Whose batches it works on. */
export interface ThreadParts {
  /** A batch that was added and has not come back; the thread gets a copy. */
  packed(id: number): PackedBatch | undefined;
  onCaptured(batch: CapturedBatch): void;
  /** The thread ended while it worked on this one, and so it is not tried again. */
  onLost(id: number): void;
  /** Default: the file beside this one. */
  readonly worker?: URL;
}

/**
 * The capture thread, started again whenever it ends, with pauses of 0.1 to 5 s while it gives nothing back. Works on batches one after another, in their order; when it ends, by itself, for lack of memory or because it was stuck,
 * the one that it was on is lost and all others are handed over again.
 */
export class CaptureThread {
  #options: CaptureOptions;
  readonly #logger: Logger;
  readonly #parts: ThreadParts;
  readonly #queue = new Set<number>();
  readonly #watch: NodeJS.Timeout;
  #worker: Worker | undefined;
  #pauseMs = FIRST_PAUSE_MS;
  #pause: NodeJS.Timeout | undefined;
  #headSinceMs = 0;
  #ready = false;
  #closed = false;
  #restarts = 0;

  constructor(options: CaptureOptions, logger: Logger, parts: ThreadParts) {
    this.#options = options;
    this.#logger = logger;
    this.#parts = parts;
    this.#start();
    this.#watch = setInterval(() => this.#endStuck(), 1_000).unref();
  }

  get restarts(): number {
    return this.#restarts;
  }

  add(id: number): void {
    if (this.#queue.size === 0) this.#headSinceMs = performance.now();
    this.#queue.add(id);
    this.#post(id);
  }

  /** What is declared of models, or what may be kept, has changed: it holds from the next batch on. */
  change(changed: CaptureChange): void {
    this.#options = { ...this.#options, ...changed };
    this.#worker?.postMessage(changed, []);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#watch);
    clearTimeout(this.#pause);
    await this.#worker?.terminate();
  }

  #start(): void {
    const worker = new Worker(this.#parts.worker ?? WORKER, { workerData: this.#options, name: "tidemark-capture", resourceLimits: MEMORY });
    worker.unref();
    worker.on("message", (message: CapturedBatch | typeof READY) => (message === READY ? this.#begun() : this.#captured(message)));
    worker.on("error", (error) => this.#logger.error("the capture thread failed; it is started again", { error: messageOf(error) }));
    worker.on("exit", () => this.#ended(worker));
    this.#worker = worker;
    this.#ready = false;
    for (const id of this.#queue) this.#post(id);
  }

  #post(id: number): void {
    const batch = this.#parts.packed(id);
    if (batch !== undefined) this.#worker?.postMessage(batch, []);
  }

  /** It takes batches now; how long it took to load is no batch's fault. */
  #begun(): void {
    this.#ready = true;
    this.#headSinceMs = performance.now();
  }

  #captured(batch: CapturedBatch): void {
    this.#queue.delete(batch.id);
    this.#headSinceMs = performance.now();
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#parts.onCaptured(batch);
  }

  #ended(worker: Worker): void {
    if (this.#closed || worker !== this.#worker) return;
    this.#worker = undefined;
    this.#restarts += 1;
    const [head] = this.#queue;
    if (head !== undefined && this.#ready) {
      this.#queue.delete(head);
      this.#parts.onLost(head);
    }
    this.#pause = setTimeout(() => this.#start(), this.#pauseMs).unref();
    this.#pauseMs = Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS);
  }

  #endStuck(): void {
    if (!this.#ready || this.#queue.size === 0 || performance.now() - this.#headSinceMs < STUCK_AFTER_MS) return;
    this.#logger.error("the capture thread does not come to an end with a batch; it is started again", {});
    void this.#worker?.terminate();
  }
}
