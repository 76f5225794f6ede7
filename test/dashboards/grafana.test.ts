import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createStore } from "../../collector/clickhouse/clickhouse-store.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import { startTestClickHouse, type TestClickHouse } from "../support/clickhouse.ts";
import { INJECTED } from "./support/half-year.ts";
import { seedHalfYear } from "./support/seed.ts";

interface Target {
  readonly rawSql: string;
  readonly format: number;
  readonly queryType: string;
  readonly editorType: string;
}

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly type: string; readonly targets?: readonly Target[] }[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string }[] };
  readonly annotations: { readonly list: readonly { readonly name: string; readonly target: Target }[] };
}

const dashboard = JSON.parse(readFileSync(new URL("../../deploy/grafana/dashboards/tidemark.json", import.meta.url), "utf8")) as Dashboard;
const panels = dashboard.panels.flatMap(({ title, type, targets = [] }) => targets.map((target) => ({ title, type, target })));

/** What the plugin makes of its macros and variables, for half a year. */
function expanded(sql: string): string {
  return sql
    .replaceAll(/\$__conditionalAll\((.*?), \$\w+\)/g, "$1")
    .replaceAll(/\$__timeFilter\((\w+)\)/g, "$1 >= toDateTime('2013-02-15 00:00:00', 'UTC') AND $1 <= toDateTime('2013-07-01 04:00:00', 'UTC')")
    .replaceAll(/\$__timeInterval\((\w+)\)/g, "toStartOfInterval(toDateTime($1), INTERVAL 3600 second)")
    .replaceAll("${model:singlequote}", "'flight-delay'")
    .replaceAll("${subject:singlequote}", "'temperature','carrier'");
}

describe("the Grafana dashboard on the real engine", () => {
  let clickhouse: TestClickHouse;
  /** As Grafana asks: the embedded engine's reader. */
  let reader: Store;
  beforeAll(async () => {
    clickhouse = await startTestClickHouse();
    reader = createStore({ ...clickhouse, ...clickhouse.engine?.reader });
    await seedHalfYear(clickhouse.store);
    await clickhouse.store.insert("node_samples", [
      {
        event_time: INJECTED.down[0],
        received_time: INJECTED.down[0],
        node: "node-1",
        role: "serve",
        cpu_share: 0.4,
        memory_bytes: 1,
        heap_bytes: 1,
        event_loop_delay_ms: 3,
        queue_depth: 0,
        in_flight: 1,
        consumer_lag: 0,
        probes: {},
      },
    ]);
  });
  afterAll(async () => {
    await reader[Symbol.asyncDispose]();
    await clickhouse[Symbol.asyncDispose]();
  });

  test.each(panels)("$title: runs, gives rows, and no macro is left", async ({ target, type }) => {
    const sql = expanded(target.rawSql);
    expect(sql).not.toMatch(/\$/);
    const rows = await reader.query<Record<string, unknown>>(sql);
    expect(rows.length).toBeGreaterThan(0);
    if (type === "timeseries") expect(Object.keys(rows[0] ?? {})[0]).toBe("time");
    expect([target.editorType, target.queryType, target.format]).toEqual(type === "timeseries" ? ["sql", "timeseries", 0] : ["sql", "table", 1]);
  });

  test.each(dashboard.templating.list)("variable $name has values", async ({ query }) => {
    expect((await reader.query(expanded(query))).length).toBeGreaterThan(0);
  });

  test.each(dashboard.annotations.list)("annotation $name runs", async ({ target }) => {
    expect((await reader.query(expanded(target.rawSql))).length).toBeGreaterThan(0);
  });
});
