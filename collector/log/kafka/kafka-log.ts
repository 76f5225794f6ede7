import type { Kafka } from "kafkajs";
import { TidemarkError } from "../../../errors.ts";
import type { Log, LogConsumer, LogMessage, Subscription } from "../log.ts";
import type { OnNotice } from "../log-notice.ts";
import { kafkaClient } from "./kafka-client.ts";
import type { KafkaConfig } from "./kafka-config.ts";
import { KafkaConsumer } from "./kafka-consumer.ts";
import { KafkaProducer } from "./kafka-producer.ts";
import { KafkaTopics } from "./kafka-topics.ts";

/** A log in Kafka. Nothing is connected before it is used, so brokers that are away make uses fail (`unavailable`), not this. */
export async function openKafkaLog(config: KafkaConfig, onNotice: OnNotice = () => {}): Promise<Log> {
  return new KafkaLog(await kafkaClient(config, onNotice), config, onNotice);
}

class KafkaLog implements Log {
  readonly #kafka: Kafka;
  readonly #topics: KafkaTopics;
  readonly #producer: KafkaProducer;
  readonly #onNotice: OnNotice;
  readonly #consumers = new Set<KafkaConsumer>();
  #closed = false;

  constructor(kafka: Kafka, config: KafkaConfig, onNotice: OnNotice) {
    this.#kafka = kafka;
    this.#topics = new KafkaTopics(kafka, config);
    this.#producer = new KafkaProducer(kafka);
    this.#onNotice = onNotice;
  }

  async append(topic: string, messages: readonly LogMessage[]): Promise<void> {
    await this.#ensure(topic);
    await this.#producer.append(topic, messages);
  }

  async subscribe(subscription: Subscription): Promise<LogConsumer> {
    for (const topic of subscription.topics) await this.#ensure(topic);
    const consumer = new KafkaConsumer(this.#kafka, this.#topics, subscription, this.#onNotice);
    await consumer.start();
    this.#consumers.add(consumer);
    return consumer;
  }

  async partitions(topic: string): Promise<number> {
    return (await this.ends(topic)).size;
  }

  async ends(topic: string): Promise<ReadonlyMap<number, bigint>> {
    await this.#ensure(topic);
    return new Map([...(await this.#topics.ranges(topic))].map(([partition, { end }]) => [partition, end]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#consumers].map((consumer) => consumer[Symbol.asyncDispose]()));
    await this.#producer[Symbol.asyncDispose]();
    await this.#topics[Symbol.asyncDispose]();
  }

  async #ensure(topic: string): Promise<void> {
    if (this.#closed) throw new TidemarkError("conflict", "using the Kafka log: it was closed; open it again");
    await this.#topics.ensure(topic);
  }
}
