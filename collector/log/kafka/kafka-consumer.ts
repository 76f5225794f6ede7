import type { Consumer, ConsumerCrashEvent, ConsumerGroupJoinEvent, EachBatchPayload, Kafka } from "kafkajs";
import { messageOf } from "../../../errors.ts";
import type { LogConsumer, StoredMessage, Subscription } from "../log.ts";
import type { OnNotice } from "../log-notice.ts";
import { retryUntil } from "../retry-until.ts";
import { type Assignment, assign } from "./assignments.ts";
import { kafkaError, RETRY } from "./kafka-client.ts";
import { storedMessage } from "./kafka-message.ts";
import type { KafkaTopics } from "./kafka-topics.ts";

const PARTITION_BYTES = 8 * 1024 * 1024;
const BATCH_MESSAGES = 20_000;
const HEARTBEAT_MS = 1_000;

/**
 * One member of a consumer group whose positions the reader keeps: nothing is committed to Kafka.
 * While a batch is being handed over the member keeps its place in the group by heartbeats; when the group is shared anew it finishes or gives up the batch first.
 */
export class KafkaConsumer implements LogConsumer {
  readonly #kafka: Kafka;
  readonly #topics: KafkaTopics;
  readonly #subscription: Subscription;
  readonly #onNotice: OnNotice;
  readonly #stop = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  #assignments = new Map<string, Assignment>();
  #generation = new AbortController();
  #consumer: Consumer | undefined;
  #restarting: Promise<unknown> = Promise.resolve();

  constructor(kafka: Kafka, topics: KafkaTopics, subscription: Subscription, onNotice: OnNotice) {
    this.#kafka = kafka;
    this.#topics = topics;
    this.#subscription = subscription;
    this.#onNotice = onNotice;
  }

  /** Resolves when the group is joined for the first time. @throws TidemarkError `unavailable`. */
  async start(): Promise<void> {
    const { group, topics } = this.#subscription;
    const consumer = this.#kafka.consumer({
      groupId: group,
      sessionTimeout: 10_000,
      rebalanceTimeout: 60_000,
      heartbeatInterval: HEARTBEAT_MS,
      maxBytesPerPartition: PARTITION_BYTES,
      maxBytes: 2 * PARTITION_BYTES,
      maxWaitTimeInMs: 500,
      allowAutoTopicCreation: false,
      retry: RETRY,
    });
    this.#consumer = consumer;
    const joined = Promise.withResolvers<void>();
    consumer.on("consumer.group_join", (event) => {
      this.#onJoin(consumer, event);
      joined.resolve();
    });
    consumer.on("consumer.crash", (event) => this.#onCrash(event));
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: 3,
        eachBatch: (payload) => this.#track(this.#eachBatch(consumer, payload)),
      });
      await joined.promise;
    } catch (error) {
      await consumer.disconnect().catch(() => {});
      throw kafkaError(`joining consumer group ${group}`, error);
    }
  }

  /** Of the partitions that this member has. */
  async lag(): Promise<bigint> {
    const byTopic = Map.groupBy(this.#assignments.values(), ({ topic }) => topic);
    const lags = [...byTopic].map(async ([topic, assignments]) => {
      const ranges = await this.#topics.ranges(topic);
      return assignments.reduce((sum, { partition, next }) => {
        const { oldest, end } = ranges.get(partition) ?? { oldest: 0n, end: 0n };
        return sum + (end - (next ?? oldest));
      }, 0n);
    });
    return (await Promise.all(lags)).reduce((sum, lag) => sum + lag, 0n);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#generation.abort();
    await this.#restarting;
    await Promise.allSettled(this.#underWay);
    await this.#consumer?.disconnect().catch(() => {});
  }

  #onJoin(consumer: Consumer, { payload }: ConsumerGroupJoinEvent): void {
    this.#generation.abort();
    this.#generation = new AbortController();
    const signal = AbortSignal.any([this.#generation.signal, this.#stop.signal]);
    const before = [...this.#assignments.values()];
    const partitions = Object.entries(payload.memberAssignment).flatMap(([topic, numbers]) => numbers.map((partition) => ({ topic, partition })));
    this.#assignments = new Map(
      partitions.map(({ topic, partition }) => {
        const seek = (offset: bigint) => consumer.seek({ topic, partition, offset: offset.toString() });
        return [
          `${topic}/${partition}`,
          assign({ topic, partition, subscription: this.#subscription, topics: this.#topics, signal, onNotice: this.#onNotice, seek }),
        ];
      }),
    );
    for (const { topic, partition } of before) if (!this.#assignments.has(`${topic}/${partition}`)) this.#subscription.released?.(topic, partition);
  }

  /** kafkajs starts again by itself after what it calls retriable; after anything else, we do. */
  #onCrash({ payload }: ConsumerCrashEvent): void {
    const { group } = this.#subscription;
    this.#onNotice({ kind: "retry", level: "error", message: `consumer group ${group}: ${payload.error.message}; starting again`, detail: { group } });
    if (payload.restart || this.#stop.signal.aborted) return;
    this.#generation.abort();
    this.#restarting = retryUntil(
      this.#stop.signal,
      () => this.start(),
      (error, delayMs) => this.#tellRetry(`starting consumer group ${group} again`, error, delayMs),
    );
  }

  async #eachBatch(consumer: Consumer, payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const assignment = this.#assignments.get(`${batch.topic}/${batch.partition}`);
    if (assignment === undefined || !(await assignment.ready) || payload.isStale()) return;
    const expected = assignment.next ?? 0n;
    const messages = batch.messages.map(storedMessage).filter(({ offset }) => offset >= expected);
    const first = messages[0]?.offset;
    if (first === undefined || (first > expected && !assignment.settled)) {
      // Fetched before the position was known: fetch again from there.
      assignment.settled = true;
      consumer.seek({ topic: batch.topic, partition: batch.partition, offset: expected.toString() });
      return;
    }
    assignment.settled = true;
    for (let from = 0; from < messages.length; from += BATCH_MESSAGES)
      if (!(await this.#handOver(payload, assignment, messages.slice(from, from + BATCH_MESSAGES)))) return;
  }

  /** Hands over until it is taken. False when the member was stopped first; throws kafkajs's own error when the group is shared anew. */
  async #handOver(payload: EachBatchPayload, assignment: Assignment, messages: readonly StoredMessage[]): Promise<boolean> {
    const { topic, partition } = assignment;
    const lost = new AbortController();
    const beat = setInterval(() => void payload.heartbeat().catch((error: unknown) => lost.abort(error)), HEARTBEAT_MS);
    const taken = await retryUntil(
      AbortSignal.any([this.#stop.signal, this.#generation.signal, lost.signal]),
      () => this.#subscription.onBatch({ topic, partition, messages }),
      (error, delayMs) => this.#tellRetry(`handing over ${topic}/${partition}`, error, delayMs),
    ).finally(() => clearInterval(beat));
    const last = messages.at(-1);
    if (taken !== undefined && last !== undefined) {
      assignment.next = last.offset + 1n;
      payload.resolveOffset(last.offset.toString());
    }
    if (lost.signal.aborted) throw lost.signal.reason;
    await payload.heartbeat();
    return taken !== undefined && !this.#stop.signal.aborted;
  }

  async #track(work: Promise<void>): Promise<void> {
    this.#underWay.add(work);
    await work.finally(() => this.#underWay.delete(work));
  }

  #tellRetry(doing: string, error: unknown, delayMs: number): void {
    this.#onNotice({ kind: "retry", level: "warn", message: `${doing}: ${messageOf(error)}; trying again in ${delayMs} ms`, detail: { delayMs } });
  }
}
