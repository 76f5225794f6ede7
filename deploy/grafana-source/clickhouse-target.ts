import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";

/** The data source that deploy/grafana/provisioning/datasources makes. */
export const CLICKHOUSE = { type: "grafana-clickhouse-datasource", uid: "tidemark" } as const;

/** The text of `queries/<name>.sql`, without its comments. */
export function sqlOf(name: string): string {
  const text = readFileSync(join(import.meta.dirname, "queries", `${name}.sql`), "utf8");
  return text.replaceAll(/^--.*\n/gm, "").trim();
}

/** A query as Grafana's ClickHouse plugin 4.20 keeps it. @param query of `queries/`. @param as a series over time, or a table. */
export function clickhouseTarget(query: string, as: "timeseries" | "table", refId = "A"): Builder<Dataquery> {
  const target = { refId, datasource: CLICKHOUSE, editorType: "sql", queryType: as, format: as === "timeseries" ? 0 : 1, rawSql: sqlOf(query) };
  return { build: () => ({ ...target, _implementsDataqueryVariant: () => undefined }) };
}
