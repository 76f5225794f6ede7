import { join } from "node:path";
import { messageOf } from "../../../errors.ts";
import type { LostMessages, StoredMessage, Subscription } from "../log.ts";
import type { OnNotice } from "../log-notice.ts";
import { pause, retryUntil } from "../retry-until.ts";
import { type LockHolder, tryLock } from "./lock.ts";
import { PartitionReader } from "./partition-reader.ts";
import type { ReadLimits } from "./read-chunk.ts";
import type { TailSignal } from "./tail-signal.ts";

export interface PartitionConsumerOptions {
  /** The topic's directory. */
  readonly directory: string;
  readonly topic: string;
  readonly partition: number;
  readonly subscription: Subscription;
  readonly logId: string;
  readonly limits: ReadLimits;
  readonly tail: TailSignal;
  readonly onNotice: OnNotice;
}

/** How long appends of another process may stay unseen. */
const POLL_MS = 50;
/** How often a member asks whether a partition became free. */
const STANDBY_MS = 250;

/** Hands one partition to its group's reader. A partition is read by the one member, in whatever process, that holds its lock; others stand by. */
export class PartitionConsumer implements AsyncDisposable {
  readonly #options: PartitionConsumerOptions;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #next: bigint | "standingBy" | "oldest" = "oldest";

  constructor(options: PartitionConsumerOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** Offset after the last message handed over; `standingBy` while another member has the partition, `oldest` before the first read where no position is known. */
  get next(): bigint | "standingBy" | "oldest" {
    return this.#next;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { directory, topic, partition, subscription, logId, onNotice } = this.#options;
    const path = join(directory, "groups", encodeURIComponent(subscription.group), `${partition}.lock`);
    const whilst = (doing: string) => (error: unknown, delayMs: number) =>
      onNotice({
        kind: "retry",
        level: "warn",
        message: `${doing} ${topic}/${partition}: ${messageOf(error)}; trying again in ${delayMs} ms`,
        detail: { topic, partition, delayMs },
      });
    while (!this.#stop.signal.aborted) {
      const result = await retryUntil(this.#stop.signal, () => tryLock(path), whilst("taking"));
      if (result?.value.kind === "locked") {
        await using stack = new AsyncDisposableStack();
        stack.use(result.value.lock);
        const position = await retryUntil(this.#stop.signal, () => subscription.position(topic, partition, logId), whilst("asking the position of"));
        if (position !== undefined) await this.#read(position.value, whilst);
      }
      if (result?.value.kind === "held") this.#standBy(result.value.by);
      await pause(STANDBY_MS, this.#stop.signal);
    }
  }

  #standBy({ pid, host }: LockHolder): void {
    const { topic, partition, onNotice } = this.#options;
    if (this.#next !== "standingBy")
      onNotice({
        kind: "standby",
        level: "info",
        message: `reading ${topic}/${partition}: process ${pid} on ${host} does so; this one stands by until that one ends`,
        detail: { topic, partition, pid, host },
      });
    this.#next = "standingBy";
  }

  async #read(position: bigint | undefined, whilst: (doing: string) => (error: unknown, delayMs: number) => void): Promise<void> {
    const { directory, topic, partition, subscription, logId, limits, tail, onNotice } = this.#options;
    const partitionDirectory = join(directory, String(partition));
    const lost: LostMessages[] = [];
    const onLost = (from: bigint, to: bigint): void => void lost.push({ topic, partition, logId, from, to });
    await using reader = new PartitionReader(partitionDirectory, position, limits, onNotice, onLost);
    this.#next = position ?? "oldest";
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const messages = (await retryUntil(signal, () => reader.read(), whilst("reading")))?.value;
      if (messages === undefined) return;
      for (const gap of lost.splice(0)) await retryUntil(signal, async () => subscription.lost?.(gap), whilst("telling of lost messages of"));
      if (messages.length === 0) await tail.wait(partitionDirectory, POLL_MS, signal);
      else if (!(await this.#handOver(messages, subscription, topic, partition, whilst("handing over")))) return;
      this.#next = reader.next ?? "oldest";
    }
  }

  async #handOver(
    messages: readonly StoredMessage[],
    subscription: Subscription,
    topic: string,
    partition: number,
    onFailure: (error: unknown, delayMs: number) => void,
  ): Promise<boolean> {
    return (await retryUntil(this.#stop.signal, () => subscription.onBatch({ topic, partition, messages }), onFailure)) !== undefined;
  }
}
