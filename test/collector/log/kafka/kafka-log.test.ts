import { afterAll, beforeAll, describe } from "vitest";
import { kafkaConfig } from "../../../../collector/log/kafka/kafka-config.ts";
import { openKafkaLog } from "../../../../collector/log/kafka/kafka-log.ts";
import { type KafkaBroker, noKafkaBecause, startKafkaBroker } from "../../../support/kafka-broker.ts";
import { logConformance } from "../conformance.ts";

const reason = await noKafkaBecause();

describe.skipIf(reason !== undefined)(`Kafka log${reason === undefined ? "" : ` (skipped: ${reason})`}`, () => {
  let broker: KafkaBroker;
  let topics = 0;
  beforeAll(async () => void (broker = await startKafkaBroker()));
  afterAll(() => broker[Symbol.asyncDispose]());
  logConformance(() => ({ open: () => openKafkaLog(kafkaConfig.parse({ brokers: [broker.brokers] })), topic: () => `topic-${topics++}` }));
});
