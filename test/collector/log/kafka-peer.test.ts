import kafkajs from "kafkajs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kafkaConfig } from "../../../collector/log/kafka/kafka-config.ts";
import { openKafkaLog } from "../../../collector/log/kafka/kafka-log.ts";
import { freePort } from "../../support/free-port.ts";
import { type KafkaBroker, noKafkaBecause, startKafkaBroker } from "../../support/kafka-broker.ts";
import { message, messages } from "./conformance-messages.ts";
import { Reader, until } from "./conformance.ts";

const reason = await noKafkaBecause();

describe.skipIf(reason !== undefined)(`Kafka's other clients${reason === undefined ? "" : ` (skipped: ${reason})`}`, () => {
  let broker: KafkaBroker;
  beforeAll(async () => void (broker = await startKafkaBroker()));
  afterAll(() => broker[Symbol.asyncDispose]());
  const open = () => openKafkaLog(kafkaConfig.parse({ brokers: [broker.brokers], partitions: 2 }));
  const plain = () => new kafkajs.Kafka({ brokers: [broker.brokers], logLevel: kafkajs.logLevel.NOTHING });

  test("a plain consumer reads newline-delimited JSON with our headers", async () => {
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    await using log = await open();
    await log.append("peer", [message(42, { value: Buffer.from('{"row_number":0}\n{"row_number":1}\n'), traceparent })]);
    const consumer = plain().consumer({ groupId: "peer" });
    const got = Promise.withResolvers<{ key: string; rows: unknown[]; headers: Record<string, string> }>();
    await consumer.connect();
    await consumer.subscribe({ topic: "peer", fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message: { key, value, headers = {} } }) =>
        got.resolve({
          key: String(key),
          rows: String(value)
            .trimEnd()
            .split("\n")
            .map((line): unknown => JSON.parse(line)),
          headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, String(text)])),
        }),
    });
    expect(await got.promise).toEqual({
      key: "key-0",
      rows: [{ row_number: 0 }, { row_number: 1 }],
      headers: { "tidemark-producer": "producer-1", "tidemark-sequence": "42", traceparent },
    });
    await consumer.disconnect();
  });

  test("a missing topic is made with the configured partitions; one that exists stays", async () => {
    await using log = await open();
    expect([...(await log.ends("fresh")).keys()]).toEqual([0, 1]);
    const admin = plain().admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: "theirs", numPartitions: 5 }] });
    await admin.disconnect();
    expect([...(await log.ends("theirs")).keys()]).toEqual([0, 1, 2, 3, 4]);
  });

  test("a message of a foreign producer is read, its offset its sequence", async () => {
    await using log = await open();
    await log.ends("foreign");
    const producer = plain().producer();
    await producer.connect();
    await producer.send({ topic: "foreign", messages: [{ value: "{}\n", partition: 1 }] });
    await producer.disconnect();
    const reader = new Reader();
    await using _ = await reader.subscribe(log, ["foreign"], "foreign");
    await until(() => reader.taken.length === 1);
    expect(reader.taken).toEqual([{ offset: 0n, key: "", producer: "", sequence: 0n, value: Buffer.from("{}\n") }]);
  });

  test("a message over the broker's limit is the caller's fault, and the next append works", async () => {
    await using log = await open();
    const { randomBytes } = await import("node:crypto");
    await expect(log.append("large", [message(1, { value: randomBytes(1_200_000) })])).rejects.toMatchObject({ code: "input", retriable: false });
    await log.append("large", messages(2, 4));
    expect([...(await log.ends("large")).values()].reduce((sum, end) => sum + end, 0n)).toBe(2n);
  });
});

test("brokers that are away: unavailable, to be tried again", async () => {
  await using log = await openKafkaLog(kafkaConfig.parse({ brokers: [`127.0.0.1:${await freePort()}`] }));
  await expect(log.append("t", messages(0, 1))).rejects.toMatchObject({ code: "unavailable", retriable: true });
});
