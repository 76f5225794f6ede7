/** One message to be appended. `value` is newline-delimited JSON rows of the topic's table, the last line ended too. */
export interface LogMessage {
  readonly key: string;
  /** Who numbered the message; unique for a spool, kept over restarts. */
  readonly producer: string;
  /** Increases with every message of the producer in this topic; a message sent again keeps it. */
  readonly sequence: bigint;
  readonly value: Buffer;
  /** W3C `traceparent` of the request, when it had one. */
  readonly traceparent?: string;
  /** The partition that it goes to; absent: chosen by the key. */
  readonly partition?: number;
}

export interface StoredMessage extends LogMessage {
  readonly offset: bigint;
}

/** Consecutive messages of one partition, offsets rising (gaps allowed). */
export interface LogBatch {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly StoredMessage[];
}

/** Offsets from `from` up to, not including, `to`. */
export interface LostMessages {
  readonly topic: string;
  readonly partition: number;
  readonly logId: string;
  readonly from: bigint;
  readonly to: bigint;
}

export interface Subscription {
  readonly topics: readonly string[];
  /** Consumer group; partitions are shared among its members. */
  readonly group: string;
  /**
   * Called whenever a partition is assigned: the offset to read from (the first message's or later), or undefined for the oldest kept.
   * The reader owns its positions, the log keeps none for it. `logId` names the log itself: a position in another log (another cluster, a directory made anew) says nothing in this one.
   */
  position(topic: string, partition: number, logId: string): Promise<bigint | undefined>;
  /** Called when a partition is no longer this member's: nothing more of it should be done. */
  released?(topic: string, partition: number): void;
  /** Told of messages that the log had and cannot give any more: damaged, or deleted by retention before they were read. Those behind them come after it resolves; a rejection is told again. */
  lost?(lost: LostMessages): Promise<void>;
  /** Takes a batch; the next one of the same partition comes after it resolves. A rejection is retried from the same offset with backoff. Partitions may run concurrently. */
  onBatch(batch: LogBatch): Promise<void>;
}

export interface LogConsumer extends AsyncDisposable {
  /** Messages appended but not yet handed over, all partitions together. */
  lag(): Promise<bigint>;
}

/** A durable, partitioned, ordered log. Embedded (segment files) or Kafka; both pass `test/collector/log/conformance.ts`. */
export interface Log extends AsyncDisposable {
  /** Resolves once all messages are durable (acknowledged); rejects with a retriable error when it cannot tell, and the caller sends them again. */
  append(topic: string, messages: readonly LogMessage[]): Promise<void>;
  subscribe(subscription: Subscription): Promise<LogConsumer>;
  /** How many partitions a topic has. */
  partitions(topic: string): Promise<number>;
  /** Offset after the newest message, by partition. */
  ends(topic: string): Promise<ReadonlyMap<number, bigint>>;
}

/** The topics that a fresh installation makes; `tidemark.<table>`. */
export const TOPICS = [
  "tidemark.requests",
  "tidemark.inferences",
  "tidemark.inferences_beside",
  "tidemark.labels",
  "tidemark.node_samples",
  "tidemark.ledger",
  "tidemark.dead_letters",
] as const;
