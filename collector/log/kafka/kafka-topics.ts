import { setTimeout as sleep } from "node:timers/promises";
import type { Admin, Kafka } from "kafkajs";
import { kafkaError } from "./kafka-client.ts";
import type { KafkaConfig } from "./kafka-config.ts";

/** First kept offset and the one after the newest, of one partition. */
export interface OffsetRange {
  readonly oldest: bigint;
  readonly end: bigint;
}

const LEADER_ATTEMPTS = 15;
const LEADER_WAIT_MS = 200;
const LEADER_ERRORS = new Set(["NOT_LEADER_FOR_PARTITION", "LEADER_NOT_AVAILABLE", "UNKNOWN_TOPIC_OR_PARTITION"]);

const isWithoutLeader = (error: unknown): boolean => LEADER_ERRORS.has((error as { readonly type?: string }).type ?? "");

/** Makes topics that are missing and tells where they begin and end. */
export class KafkaTopics implements AsyncDisposable {
  readonly #kafka: Kafka;
  readonly #config: KafkaConfig;
  readonly #known = new Map<string, Promise<void>>();
  #connected: Promise<Admin> | undefined;

  constructor(kafka: Kafka, config: KafkaConfig) {
    this.#kafka = kafka;
    this.#config = config;
  }

  /** Makes the topic unless it exists; asks the broker once. @throws TidemarkError `unavailable`. */
  ensure(topic: string): Promise<void> {
    const known = this.#known.get(topic);
    if (known !== undefined) return known;
    const making = this.#make(topic);
    this.#known.set(topic, making);
    making.catch(() => this.#known.delete(topic));
    return making;
  }

  /** By partition. A leader that just changed (or is being chosen for a fresh topic) is asked again for about 3 s. @throws TidemarkError `unavailable`. */
  async ranges(topic: string): Promise<ReadonlyMap<number, OffsetRange>> {
    for (let attempt = 1; ; attempt++) {
      try {
        const admin = await this.#connect();
        const found = await admin.fetchTopicOffsets(topic);
        const ranges = found.map(({ partition, low, high }) => [partition, { oldest: BigInt(low), end: BigInt(high) }] as const);
        return new Map(ranges.sort(([one], [other]) => one - other));
      } catch (error) {
        // A new connection, since the old one's idea of who leads is stale.
        await this[Symbol.asyncDispose]();
        if (attempt === LEADER_ATTEMPTS || !isWithoutLeader(error)) throw kafkaError(`asking the offsets of topic ${topic}`, error);
        await sleep(LEADER_WAIT_MS);
      }
    }
  }

  /** The cluster's own id. @throws TidemarkError `unavailable`. */
  async logId(): Promise<string> {
    try {
      const admin = await this.#connect();
      return (await admin.describeCluster()).clusterId;
    } catch (error) {
      throw kafkaError("asking the cluster's id", error);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const old = this.#connected;
    this.#connected = undefined;
    await old?.then((admin) => admin.disconnect()).catch(() => {});
  }

  /** A topic that somebody makes at this moment has no leader yet: it is asked for again for about 3 s. */
  async #make(topic: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#makeOnce(topic);
      } catch (error) {
        if (attempt === LEADER_ATTEMPTS || !isWithoutLeader(error)) throw kafkaError(`making topic ${topic}`, error);
        await sleep(LEADER_WAIT_MS);
      }
    }
  }

  async #makeOnce(topic: string): Promise<void> {
    const { partitions, replicationFactor } = this.#config;
    const admin = await this.#connect();
    await admin
      .createTopics({
        topics: [{ topic, numPartitions: partitions, ...(replicationFactor === undefined ? {} : { replicationFactor }) }],
        waitForLeaders: true,
      })
      // Whoever may not make topics can still use one that is there.
      .catch(async (error: unknown) => {
        await admin.fetchTopicMetadata({ topics: [topic] }).catch((missing: unknown) => {
          throw isWithoutLeader(missing) ? missing : error;
        });
      });
  }

  #connect(): Promise<Admin> {
    this.#connected ??= this.#newAdmin();
    return this.#connected;
  }

  async #newAdmin(): Promise<Admin> {
    const admin = this.#kafka.admin();
    await admin.connect().catch((error: unknown) => {
      this.#connected = undefined;
      throw error;
    });
    return admin;
  }
}
