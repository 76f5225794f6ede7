import { join, resolve } from "node:path";
import { messageOf, TidemarkError } from "../../../errors.ts";
import { keptRoom, type Room } from "../../room.ts";
import type { Log, LogConsumer, LogMessage, Subscription } from "../log.ts";
import type { OnNotice } from "../log-notice.ts";
import { logId } from "./log-id.ts";
import type { FsyncPolicy } from "./fsync-policy.ts";
import { PartitionConsumer } from "./partition-consumer.ts";
import { PartitionEnd } from "./partition-end.ts";
import type { PartitionWriter } from "./partition-writer.ts";
import type { ReadLimits } from "./read-chunk.ts";
import type { Retention } from "./retention.ts";
import { TailSignal } from "./tail-signal.ts";
import { openTopicWriter, type TopicWriter } from "./topic-writer.ts";

export interface EmbeddedLogOptions {
  /** Where the log lies; made when missing. One folder a topic, one in it a partition, segment files in that. */
  readonly directory: string;
  /** Partitions a topic has. Default 1. Messages of a key stay together only as long as this stays. */
  readonly partitions?: number;
  /** A segment is closed before it would grow over this. Default 64 MiB. */
  readonly segmentBytes?: number;
  /** Default every 1,000 ms. */
  readonly fsync?: FsyncPolicy;
  /** Default 10 GiB a partition and 7 days. */
  readonly retention?: Retention;
  /** Room on its disk that it leaves, bytes: an append that would take of it is `unavailable`. Default 64 MiB. */
  readonly minFreeBytes?: number;
  /** Most that one batch brings. Default 8 MiB and 20,000 messages; a larger message comes alone. */
  readonly batch?: ReadLimits;
  readonly onNotice?: OnNotice;
}

const RETENTION_CHECK_MS = 60_000;
const DEFAULTS = {
  partitions: 1,
  segmentBytes: 64 * 1024 * 1024,
  fsync: 1000,
  retention: { bytes: 10 * 1024 ** 3, ageMs: 7 * 86_400_000 },
  minFreeBytes: 64 * 1024 * 1024,
  batch: { bytes: 8 * 1024 * 1024, messages: 20_000 },
  onNotice: () => {},
};

/**
 * Opens a log kept in files. Any number of processes may read a directory; of each topic one process at a time may append
 * (the first append takes the topic's lock, `conflict` when another living process has it). A group's partition is read by one member at a time, over processes.
 */
export async function openEmbeddedLog(options: EmbeddedLogOptions): Promise<Log> {
  const directory = resolve(options.directory);
  return new EmbeddedLog({ ...DEFAULTS, ...options, directory }, await logId(directory));
}

class EmbeddedLog implements Log {
  readonly #options: Required<EmbeddedLogOptions>;
  readonly #id: string;
  readonly #room: Room;
  #asked: Promise<unknown> = Promise.resolve();
  readonly #tail = new TailSignal();
  readonly #writers = new Map<string, Promise<TopicWriter>>();
  readonly #ends = new Map<string, PartitionEnd>();
  readonly #consumers = new Set<AsyncDisposable>();
  readonly #timers: readonly NodeJS.Timeout[];
  #closed = false;

  constructor(options: Required<EmbeddedLogOptions>, id: string) {
    this.#options = options;
    this.#id = id;
    this.#room = keptRoom(options.directory, options.minFreeBytes, "log.minFreeBytes");
    const { fsync } = options;
    this.#timers = [
      setInterval(() => void this.#forEachWriter("deleting what is past retention of", (writer) => writer.retain()), RETENTION_CHECK_MS).unref(),
      ...(typeof fsync === "number" ? [setInterval(() => void this.#forEachWriter("syncing", (writer) => writer.sync()), fsync).unref()] : []),
    ];
  }

  async append(topic: string, messages: readonly LogMessage[]): Promise<void> {
    const writer = await this.#writer(topic);
    // One after the other, or who asks while the disk is being asked could go before who asked first.
    const asked = this.#asked.then(() => this.#room.lack());
    this.#asked = asked;
    const lack = await asked;
    if (lack !== undefined) throw new TidemarkError("unavailable", `appending to ${topic}: ${lack}`);
    await writer.append(messages);
  }

  async subscribe(subscription: Subscription): Promise<LogConsumer> {
    this.#checkOpen();
    const { partitions, directory, batch, onNotice } = this.#options;
    const consumers = subscription.topics.flatMap((topic) =>
      Array.from({ length: partitions }, (_, partition) => ({
        topic,
        partition,
        consumer: new PartitionConsumer({
          directory: join(directory, topic),
          topic,
          partition,
          subscription,
          logId: this.#id,
          limits: batch,
          tail: this.#tail,
          onNotice,
        }),
      })),
    );
    const consumer: LogConsumer = {
      lag: async () => (await Promise.all(consumers.map((one) => this.#lagOf(one.topic, one.partition, one.consumer)))).reduce((sum, lag) => sum + lag, 0n),
      [Symbol.asyncDispose]: async () => {
        this.#consumers.delete(consumer);
        await Promise.all(consumers.map((one) => one.consumer[Symbol.asyncDispose]()));
      },
    };
    this.#consumers.add(consumer);
    return consumer;
  }

  async partitions(): Promise<number> {
    return this.#options.partitions;
  }

  async ends(topic: string): Promise<ReadonlyMap<number, bigint>> {
    this.#checkOpen();
    const found = await Promise.all(Array.from({ length: this.#options.partitions }, (_, partition) => this.#range(topic, partition)));
    return new Map(found.map(({ end }, partition) => [partition, end]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all([...this.#consumers].map((consumer) => consumer[Symbol.asyncDispose]()));
    const topics = await Promise.allSettled(this.#writers.values());
    for (const topic of topics) if (topic.status === "fulfilled") await topic.value[Symbol.asyncDispose]();
    await Promise.all([...this.#ends.values()].map((end) => end[Symbol.asyncDispose]()));
  }

  #writer(topic: string): Promise<TopicWriter> {
    this.#checkOpen();
    const known = this.#writers.get(topic);
    if (known !== undefined) return known;
    const { directory, partitions, segmentBytes, fsync, retention, onNotice } = this.#options;
    const opening = openTopicWriter(join(directory, topic), partitions, {
      segmentBytes,
      fsync,
      retention,
      onNotice,
      onAppended: (place) => this.#tail.notify(place),
    });
    this.#writers.set(topic, opening);
    opening.catch(() => this.#writers.delete(topic));
    return opening;
  }

  #range(topic: string, partition: number) {
    const place = join(this.#options.directory, topic, String(partition));
    const end = this.#ends.get(place) ?? new PartitionEnd(place, this.#options.batch);
    this.#ends.set(place, end);
    return end.range();
  }

  /** A partition that another member has counts as that member's lag, not ours. */
  async #lagOf(topic: string, partition: number, consumer: PartitionConsumer): Promise<bigint> {
    const { next } = consumer;
    if (next === "standingBy") return 0n;
    const { oldest, end } = await this.#range(topic, partition);
    const from = next === "oldest" || next > end ? oldest : next;
    return end - from;
  }

  async #forEachWriter(doing: string, act: (writer: PartitionWriter) => Promise<void>): Promise<void> {
    const topics = await Promise.allSettled(this.#writers.values());
    for (const writer of topics.flatMap((topic) => (topic.status === "fulfilled" ? topic.value.partitions : [])))
      await act(writer).catch((error: unknown) =>
        this.#options.onNotice({
          kind: "retry",
          level: "error",
          message: `${doing} ${writer.directory}: ${messageOf(error)}`,
          detail: { directory: writer.directory },
        }),
      );
  }

  #checkOpen(): void {
    if (this.#closed) throw new TidemarkError("conflict", `using the log in ${this.#options.directory}: it was closed; open it again`);
  }
}
