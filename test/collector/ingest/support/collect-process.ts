/** A collector in a process of its own, to be killed: `node collect-process.ts URL USER PASSWORD DATABASE LOG_DIRECTORY`. Prints a line when it runs. */
import { createStore } from "../../../../collector/clickhouse/clickhouse-store.ts";
import { startCollector } from "../../../../collector/ingest/collector.ts";
import { ingestCounters } from "../../../../collector/ingest/ingest-counters.ts";
import { openEmbeddedLog } from "../../../../collector/log/embedded/embedded-log.ts";
import { createTelemetry, silentLogger } from "../../../../telemetry.ts";

const [url = "", username = "", password = "", database = "", directory = ""] = process.argv.slice(2);
const { meter, logger } = createTelemetry(silentLogger);
const store = createStore({ url, username, password, database });
const log = await openEmbeddedLog({ directory });
await startCollector({ log, store, config: { maxBatchBytes: 40_000, lingerMs: 5, concurrency: 2 }, counters: ingestCounters(meter, logger) });
process.stdout.write("running\n");
