import { createNoopMeter } from "@opentelemetry/api";
import type { Log, LogMessage } from "../../../collector/log/log.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { TidemarkError } from "../../../errors.ts";
import type { AppParts } from "../../../dashboards/app-parts.ts";
import { dashboardsConfig, type DashboardsConfig } from "../../../dashboards/dashboards-config.ts";
import { silentLogger } from "../../../telemetry.ts";
import { END, INJECTED, flightDelay } from "./half-year.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

/** What the demo's configuration would say. */
export const demoConfig: DashboardsConfig = dashboardsConfig.parse({
  listen: { port: 0 },
  annotations: [
    { time: iso(INJECTED.renamed[0]), until: iso(INJECTED.renamed[1]), text: "carrier B6 renamed to JBU", injected: true },
    { time: iso(INJECTED.down[0]), until: iso(INJECTED.down[1]), text: "model server stopped", injected: true },
    { time: iso(INJECTED.celsius[0]), until: iso(INJECTED.celsius[1]), text: "temperature sent in °C", injected: true },
    { time: iso(INJECTED.slow[0]), until: iso(INJECTED.slow[1]), text: "model server slowed", injected: true },
    { time: iso(INJECTED.malformed[0]), until: iso(INJECTED.malformed[1]), text: "requests without features", injected: true },
  ],
});

/** Keeps what was appended; nothing reads it. */
export function memoryLog(): Log & { readonly appended: LogMessage[] } {
  const appended: LogMessage[] = [];
  return {
    appended,
    append: (_topic, messages) => Promise.resolve(void appended.push(...messages)),
    subscribe: () => Promise.reject(new TidemarkError("internal", "subscribing: this log only takes")),
    partitions: () => Promise.resolve(1),
    ends: () => Promise.resolve(new Map()),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** A store whose server is gone. */
export const awayStore: Store = {
  query: () => Promise.reject(new TidemarkError("unavailable", "querying ClickHouse at http://127.0.0.1:8123: connection refused")),
  read: () => Promise.reject(new TidemarkError("unavailable", "querying ClickHouse: connection refused")),
  command: () => Promise.reject(new TidemarkError("unavailable", "commanding ClickHouse: connection refused")),
  insert: () => Promise.reject(new TidemarkError("unavailable", "inserting into ClickHouse: connection refused")),
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

export function testParts(store: Store, more: Partial<AppParts> = {}): AppParts {
  return {
    store,
    log: memoryLog(),
    clock: { now: () => END },
    config: demoConfig,
    models: [flightDelay],
    logger: silentLogger,
    meter: createNoopMeter(),
    metrics: () => Promise.resolve("# HELP tidemark_up Whether it runs\n# TYPE tidemark_up gauge\ntidemark_up 1\n"),
    deliveries: (ids) =>
      Promise.resolve(
        ids
          .filter((id) => id.includes("email"))
          .map((notificationId) => ({
            notificationId,
            channel: "email",
            receiver: "oncall@example.org",
            subject: "As sent",
            text: "To: oncall@example.org\nSubject: …\n\nThe message as it was sent.",
          })),
      ),
    ...more,
  };
}
