import { createNoopMeter } from "@opentelemetry/api";
import { wallClock } from "../../../collector/clock.ts";
import { openEmbeddedLog } from "../../../collector/log/embedded/embedded-log.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { dashboardsConfig } from "../../../dashboards/dashboards-config.ts";
import { startDashboards } from "../../../dashboards/server.ts";
import { TidemarkError } from "../../../errors.ts";
import { silentLogger } from "../../../telemetry.ts";

/** The API and the pages to be attacked, labels to a log in argv[2], ClickHouse away: what it holds is the engine's own attack. */
const [, , folder = ""] = process.argv;
const away = () => Promise.reject(new TidemarkError("unavailable", "asking ClickHouse: it is away"));
const store: Store = { query: away, read: away, command: away, insert: away, [Symbol.asyncDispose]: () => Promise.resolve() };
await using log = await openEmbeddedLog({ directory: folder });
await using dashboards = await startDashboards({
  store,
  log,
  clock: wallClock,
  config: dashboardsConfig.parse({ listen: { port: 0 } }),
  models: [],
  metrics: () => Promise.resolve(""),
  meter: createNoopMeter(),
  logger: silentLogger,
});
process.send?.({ address: dashboards.address });
await new Promise<void>((resolve) => void process.once("disconnect", resolve));
