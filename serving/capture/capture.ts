import type { Log } from "../../collector/log/log.ts";
import type { Logger } from "../../telemetry.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Fate } from "../ledger/ledger-entry.ts";
import type { Observation } from "../request-path/observation.ts";
import type { CaptureChange, CaptureOptions } from "./capture-exchange.ts";
import { CaptureThread } from "./capture-thread.ts";
import type { CapturedBatch } from "./captured-batch.ts";
import { apart, keptBytes, Packer } from "./handover.ts";
import type { PackedBatch } from "./handover.ts";
import type { NameKind } from "./name-caps.ts";
import { Outbox } from "./outbox.ts";
import type { RefusedExchange } from "./outbox.ts";

/** What an exchange takes beside its bodies, about. */
const OVERHEAD_BYTES = 1_024;
/** Bodies handed over in one batch: what the thread makes of them must fit its memory. */
const BATCH_BYTES = 4 << 20;

/** What capture is built from. */
export interface CaptureParts {
  readonly log: Log;
  readonly ledger: Ledger;
  readonly logger: Logger;
  readonly producer: string;
  readonly options: CaptureOptions;
  readonly maxBufferBytes: number;
  readonly handOverEveryMs: number;
  /** The thread's program; default: `capture-worker.ts`. */
  readonly worker?: URL;
  /** Names over their caps, since the last batch. */
  onNamesRefused?(kind: NameKind, names: number): void;
}

/** A batch between the request path and the log. */
interface Pending {
  bytes: number;
  /** Kept until the thread has given it back. */
  packed: PackedBatch | undefined;
  readonly requests: number;
  readonly left: PromiseWithResolvers<void>;
}

/**
 * Takes exchanges off the request path: packs them until the next hand-over to the capture thread; rows come back and go to the log.
 * Everything between an answer's end and the log's acknowledgement counts against one limit; beyond it exchanges are dropped and counted, the newest first.
 */
export class Capture {
  readonly #parts: CaptureParts;
  readonly #outbox: Outbox;
  readonly #pending = new Map<number, Pending>();
  readonly #timer: NodeJS.Timeout;
  readonly #thread: CaptureThread;
  readonly #packer = new Packer();
  #bytes = 0;
  #nextId = 1;
  #warned = false;

  constructor(parts: CaptureParts) {
    this.#parts = parts;
    this.#outbox = new Outbox(parts.log, parts.producer, parts.logger, (batch, refused) => this.#left(batch, refused));
    this.#thread = new CaptureThread(parts.options, parts.logger, {
      packed: (id) => this.#pending.get(id)?.packed,
      onCaptured: (batch) => this.#captured(batch),
      onLost: (id) => this.#lost(id),
      ...(parts.worker === undefined ? {} : { worker: parts.worker }),
    });
    this.#timer = setInterval(() => this.#handOver(), parts.handOverEveryMs).unref();
  }

  /** Takes a finished exchange that is entered in the ledger. Never waits, never throws. */
  take(seen: Observation): void {
    const bytes = sizeOf(seen);
    if (this.#bytes + bytes > this.#parts.maxBufferBytes) return this.#drop(seen, this.#outbox.failing ? "logUnavailable" : "outboxFull");
    if (this.#packedBytes + bytes > BATCH_BYTES) this.#handOver();
    this.#bytes += bytes;
    this.#packer.add(seen);
  }

  /** What is declared of models, or what may be kept, has changed. */
  change(changed: CaptureChange): void {
    this.#thread.change(changed);
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
    return this.#packer.exchanges + [...this.#pending.values()].reduce((sum, pending) => sum + pending.requests, 0);
  }

  /** The log refuses or does not answer. */
  get failing(): boolean {
    return this.#outbox.failing;
  }

  /** Times that the capture thread was started again. */
  get restarts(): number {
    return this.#thread.restarts;
  }

  /** Ends at once; flush before. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#outbox.stop();
    await this.#thread.close();
  }

  #handOver(): void {
    const requests = this.#packer.exchanges;
    if (requests === 0) return;
    const bytes = this.#packedBytes;
    void this.#pend(this.#packer.take(this.#nextId++, this.#outbox.knownPartitions()), requests, bytes);
  }

  /** What waits for the next hand-over counts as. */
  get #packedBytes(): number {
    return this.#packer.bytes + OVERHEAD_BYTES * this.#packer.exchanges;
  }

  #pend(packed: PackedBatch, requests: number, bytes: number): Promise<void> {
    const left = Promise.withResolvers<void>();
    this.#pending.set(packed.id, { bytes, packed, requests, left });
    this.#thread.add(packed.id);
    return left.promise;
  }

  #captured(batch: CapturedBatch): void {
    const pending = this.#pending.get(batch.id);
    if (pending === undefined) return;
    const bytes = batch.bytes.byteLength + OVERHEAD_BYTES * pending.requests;
    this.#bytes += bytes - pending.bytes;
    pending.bytes = bytes;
    pending.packed = undefined;
    for (const [kind, names] of batch.refusedNames) this.#parts.onNamesRefused?.(kind, names);
    if (batch.shapesForgotten > 0)
      this.#parts.logger.warn("exchanges that seemed to differ in values alone did not; they are decoded one by one from here on", {
        shapes: batch.shapesForgotten,
      });
    if (batch.unnamed > 0) this.#warnOfUnnamed();
    this.#outbox.add(batch);
  }

  #warnOfUnnamed(): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#parts.logger.warn(
      'requests name no model and none is declared: they are stored under the empty name; set serving.upstream.model, or one entry in "models"',
    );
  }

  #left(batch: CapturedBatch, refused: readonly RefusedExchange[]): void {
    const { ledger } = this.#parts;
    const refusedOf = (generation: number) => refused.filter((exchange) => exchange.generation === generation).length;
    for (const { generation, fate, requests } of batch.settlements)
      ledger.settle(generation, fate, fate === "captured" ? requests - refusedOf(generation) : requests);
    for (const { generation, fate } of refused)
      if (batch.settlements.some((one) => one.generation === generation && one.fate === "captured")) ledger.settle(generation, fate, 1);
    this.#forget(batch.id);
  }

  /** The thread ended on this batch: one of its exchanges may be at fault, so each is tried again alone; one that was alone is dropped. */
  #lost(id: number): void {
    const pending = this.#pending.get(id);
    if (pending?.packed === undefined) return;
    const alone = [...apart(pending.packed, () => this.#nextId++)];
    const [only] = alone;
    if (only !== undefined && alone.length === 1) {
      this.#parts.ledger.settle(only.generation, "unreadable", 1);
      return this.#forget(id);
    }
    this.#pending.delete(id);
    this.#bytes -= pending.bytes;
    const again = alone.map(({ batch }) => {
      const bytes = batch.bytes.length + OVERHEAD_BYTES;
      this.#bytes += bytes;
      return this.#pend(batch, 1, bytes);
    });
    void Promise.all(again).then(() => pending.left.resolve());
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
}

function sizeOf(seen: Observation | undefined): number {
  return seen === undefined ? 0 : keptBytes(seen) + OVERHEAD_BYTES;
}
