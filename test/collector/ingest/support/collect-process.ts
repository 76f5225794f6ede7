/**
 * A collector in a process of its own, to be ended: `node collect-process.ts URL USER PASSWORD DATABASE LOG [POINT]`; LOG is a directory, or `kafka:ADDRESS/GROUP`.
 * POINT is `before|after TABLE NTH SIGNAL`: what it sends itself at its nth insert into the table. Prints a line when it runs.
 */
import { createStore } from "../../../../collector/clickhouse/clickhouse-store.ts";
import { startCollector } from "../../../../collector/ingest/collector.ts";
import { ingestCounters } from "../../../../collector/ingest/ingest-counters.ts";
import { openEmbeddedLog } from "../../../../collector/log/embedded/embedded-log.ts";
import { kafkaConfig } from "../../../../collector/log/kafka/kafka-config.ts";
import { openKafkaLog } from "../../../../collector/log/kafka/kafka-log.ts";
import { createTelemetry, silentLogger } from "../../../../telemetry.ts";
import { faultyStore } from "./faulty-store.ts";

const [url = "", username = "", password = "", database = "", place = "", point = ""] = process.argv.slice(2);
const [when = "", table = "", nth = "", signal = ""] = point.split(" ");
const { meter, logger } = createTelemetry(silentLogger);
const seen = { before: 0, after: 0 };
const happen = (now: "before" | "after") => async (into: string) => {
  if (into === table && ++seen[now] === Number(nth) && now === when) process.kill(process.pid, signal);
};
const store = faultyStore(createStore({ url, username, password, database }), { before: happen("before"), after: happen("after") });
const log = place.startsWith("kafka:")
  ? await openKafkaLog(kafkaConfig.parse({ brokers: [place.slice("kafka:".length)] }))
  : await openEmbeddedLog({ directory: place });
await startCollector({ log, store, config: { maxBatchBytes: 40_000, lingerMs: 5, concurrency: 2 }, counters: ingestCounters(meter, logger) });
process.stdout.write("running\n");
