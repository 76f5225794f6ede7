import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createStore, type StoreOptions } from "../../collector/clickhouse/clickhouse-store.ts";
import type { EngineAddress } from "../../collector/clickhouse/engine/engine-door.ts";
import { keepEngine } from "../../collector/clickhouse/engine/keep-engine.ts";
import { createDatabase, migrate } from "../../collector/clickhouse/migrate.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import { applyTableRetention } from "../../collector/clickhouse/table-retention.ts";
import { wallClock, type Clock } from "../../collector/clock.ts";
import { startCollector, type Collector } from "../../collector/ingest/collector.ts";
import { ingestCounters } from "../../collector/ingest/ingest-counters.ts";
import type { Log } from "../../collector/log/log.ts";
import { openLog } from "../../collector/log/open-log.ts";
import type { Config } from "../../config/config.ts";
import { createTelemetry, type Logger, type Telemetry } from "../../telemetry.ts";
import { schemasOf } from "./schemas.ts";

/** Longest that a scrape waits for the collector's lag. */
const LAG_WITHIN_MS = 2_000;

/** What every role stands on. Disposing the stack ends all that was opened, last first. */
export interface Platform {
  readonly config: Config;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly stack: AsyncDisposableStack;
}

export function createPlatform(config: Config, logger: Logger, stack: AsyncDisposableStack, clock: Clock = wallClock): Platform {
  return { config, clock, telemetry: stack.use(createTelemetry(logger)), stack };
}

/** ClickHouse by its url, or the embedded engine: the one that runs on the data directory already, else one of our own. Migrated. */
export async function openStore({ config, telemetry, stack }: Platform): Promise<Store> {
  const { clickhouse } = config;
  const address = clickhouse.url === undefined ? await openEngine(config, telemetry, stack) : { ...clickhouse, url: clickhouse.url };
  const options: StoreOptions = { ...clickhouse, ...address };
  await createDatabase(options);
  const store = stack.use(createStore(options));
  const applied = await migrate(store);
  if (applied.length > 0) telemetry.logger.info("migrated", { migrations: applied.map(({ name }) => name) });
  return store;
}

async function openEngine(config: Config, { logger, meter }: Telemetry, stack: AsyncDisposableStack): Promise<EngineAddress> {
  const directory = join(config.data, "clickhouse");
  const restarts = meter.createCounter("tidemark.engine.restarts", { description: "Starts of the embedded engine after it ended or hung." });
  restarts.add(0);
  const { minFreeBytes } = config.clickhouse;
  const engine = stack.use(await keepEngine({ directory, minFreeBytes, onNotice: (notice) => logger.warn(notice), onRestart: () => restarts.add(1) }));
  meter
    .createObservableGauge("tidemark.engine.up", { description: "1 while the embedded engine runs, 0 while it is started again; of the process that runs it." })
    .addCallback((result) => {
      if (engine.own) result.observe(engine.own.pid === undefined ? 0 : 1);
    });
  return engine;
}

/** Kafka when it is configured, else the embedded log in the data directory. */
export async function openConfiguredLog({ config, telemetry, stack }: Platform): Promise<Log> {
  const notices = telemetry.meter.createCounter("tidemark.log.notices", {
    description: "What went wrong in the log, by kind: corruption, tornTail, gap, retry; and standby, client.",
  });
  const lost = telemetry.meter.createCounter("tidemark.log.messages.lost", {
    description: "Messages that were damaged, or deleted by retention before they were read.",
  });
  lost.add(0);
  return stack.use(
    await openLog({
      kafka: config.kafka,
      directory: config.data,
      embedded: config.log,
      onNotice: (notice) => {
        notices.add(1, { kind: notice.kind });
        if (notice.kind === "gap") lost.add(Number(notice.detail["messages"] ?? 0));
        telemetry.logger[notice.level](notice.message, notice.detail);
      },
    }),
  );
}

export async function runCollector({ config, telemetry, stack }: Platform, log: Log, store: Store): Promise<Collector> {
  const { linger, ...rest } = config.collector;
  await applyTableRetention(store, config.clickhouse.retention);
  const collector = stack.use(
    await startCollector({
      log,
      store,
      config: { ...rest, lingerMs: linger },
      counters: ingestCounters(telemetry.meter, telemetry.logger),
      schemas: await schemasOf(config),
    }),
  );
  telemetry.meter
    .createObservableGauge("tidemark.collector.lag", { description: "Messages in the log that the collector has not been handed yet." })
    .addCallback(async (result) => {
      // A log that does not answer has no lag that could be told; the scrape goes on without.
      const lag = await Promise.race([collector.lag().catch(() => undefined), sleep(LAG_WITHIN_MS, undefined, { ref: false })]);
      if (lag !== undefined) result.observe(Number(lag));
    });
  return collector;
}
