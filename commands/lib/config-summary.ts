import type { Config } from "../../config/config.ts";

/** What a configuration would run, one line a part; no secret is repeated. */
export function configSummary(config: Config): { readonly runs: readonly string[] } {
  const { kafka, clickhouse, serving, models, monitors, alerts, dashboards, data } = config;
  const channels = alerts.receivers.map(({ name, channel }) => `${name} (${channel})`);
  return {
    runs: [
      `data in ${data}`,
      kafka === undefined ? "log: embedded" : `log: Kafka, ${kafka.brokers.length} brokers`,
      clickhouse.url === undefined ? "ClickHouse: embedded engine" : "ClickHouse: a server",
      ...servingLines(serving),
      `models declared: ${models.length === 0 ? "none" : models.map(({ name }) => name).join(", ")}`,
      ...(monitors.length === 0
        ? ["monitors: none"]
        : monitors.map(({ model, falseAlarmsPerMonth }) => `monitor of ${model}: at most ${falseAlarmsPerMonth} false alarms a month`)),
      `alerts: ${alerts.rules.length === 0 ? "one rule an analyzer" : `${alerts.rules.length} rules`}; receivers: ${channels.length === 0 ? "none" : channels.join(", ")}`,
      `pages and API on ${dashboards.listen.host}:${dashboards.listen.port}`,
    ],
  };
}

function servingLines(serving: Config["serving"]): readonly string[] {
  if (serving === undefined) return ["sidecar: none"];
  const upstream = serving.events === undefined ? "before a model server" : "takes a logger's events";
  const before = serving.models === undefined ? upstream : `models of ${serving.models.directory}`;
  return [`sidecar on ${serving.listen.host}:${serving.listen.port}, ${before}`];
}
