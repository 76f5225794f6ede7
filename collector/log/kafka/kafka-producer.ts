import kafkajs, { type Kafka, type Message, type Producer } from "kafkajs";
import { GroupCommit } from "../group-commit.ts";
import type { LogMessage } from "../log.ts";
import { kafkaError, RETRY } from "./kafka-client.ts";

/** Bytes of one record batch, under the broker's usual limit of 1,048,588 even if nothing compresses. */
const SEND_BYTES = 1_000_000;
const GROUP_BYTES = 8 * 1024 * 1024;
const OVERHEAD_BYTES = 100;

/** Sends to all replicas, idempotently, LZ4; per topic one send under way, the rest wait and go together. After a failure it begins anew with a fresh producer. */
export class KafkaProducer implements AsyncDisposable {
  readonly #kafka: Kafka;
  readonly #topics = new Map<string, GroupCommit<LogMessage>>();
  #producer: Promise<Producer> | undefined;

  constructor(kafka: Kafka) {
    this.#kafka = kafka;
  }

  /** Resolves when all in-sync replicas have the messages. @throws TidemarkError `unavailable`, or `input` for a message over the broker's limit. */
  append(topic: string, messages: readonly LogMessage[]): Promise<void> {
    const commits = this.#topics.get(topic) ?? new GroupCommit<LogMessage>(GROUP_BYTES, (group) => this.#send(topic, group));
    this.#topics.set(topic, commits);
    return commits.add(
      messages,
      messages.reduce((sum, message) => sum + bytesOf(message), 0),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#topics.values()].map((commits) => commits.idle()));
    await this.#forget();
  }

  async #send(topic: string, messages: readonly LogMessage[]): Promise<void> {
    try {
      const producer = await this.#connected();
      for (const part of inParts(messages))
        await producer.send({ topic, acks: -1, compression: kafkajs.CompressionTypes.LZ4, messages: part.map(kafkaMessage) });
    } catch (error) {
      await this.#forget();
      throw kafkaError(`appending ${messages.length} messages to topic ${topic}`, error);
    }
  }

  #connected(): Promise<Producer> {
    this.#producer ??= this.#connect();
    return this.#producer;
  }

  async #connect(): Promise<Producer> {
    const producer = this.#kafka.producer({
      idempotent: true,
      maxInFlightRequests: 5,
      allowAutoTopicCreation: false,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      retry: RETRY,
    });
    await producer.connect();
    return producer;
  }

  async #forget(): Promise<void> {
    const old = this.#producer;
    this.#producer = undefined;
    await old?.then((producer) => producer.disconnect()).catch(() => {});
  }
}

function* inParts(messages: readonly LogMessage[]): Generator<readonly LogMessage[]> {
  let from = 0;
  let bytes = 0;
  for (const [index, message] of messages.entries()) {
    bytes += bytesOf(message);
    if (bytes <= SEND_BYTES || index === from) continue;
    yield messages.slice(from, index);
    from = index;
    bytes = bytesOf(message);
  }
  if (from < messages.length) yield messages.slice(from);
}

function bytesOf({ key, value, producer }: LogMessage): number {
  return Buffer.byteLength(key) + value.length + producer.length * 3 + OVERHEAD_BYTES;
}

function kafkaMessage({ key, value, producer, sequence, traceparent, partition }: LogMessage): Message {
  return {
    key,
    value,
    ...(partition === undefined ? {} : { partition }),
    headers: { "tidemark-producer": producer, "tidemark-sequence": sequence.toString(), ...(traceparent === undefined ? {} : { traceparent }) },
  };
}
