import { readFileSync } from "node:fs";
import { withKeyTexts } from "../../collector/clickhouse/key-texts-sql.ts";
import type { ModelSchema } from "../../collector/events/model-schema.ts";

const GIVEN = withKeyTexts(readFileSync(new URL("given-labels.sql", import.meta.url), "utf8").trim());
/** One row a label: the last that was scored by when its truth was known. */
const LATEST = `ORDER BY scored_time DESC, request_id DESC, row_number DESC
    LIMIT 1 BY key_values, received_time, sequence, observed_time, label, withdrawn`;

type Told = Pick<ModelSchema, "labels">;

/** Puts a model's labels where a statement has `{{labels}}`: the table itself, or where it declares keys also the rows that those find. Goes with `labelParameters`. */
export function withLabels(sql: string, { labels }: Told): string {
  if (labels === undefined || labels.key.length === 0) return sql.replaceAll("{{labels}}", "labels");
  return sql.replaceAll("{{labels}}", () => GIVEN.replace("{{latest}}", labels.rows === "latest" ? LATEST : ""));
}

/** @param rowsFrom rows that were scored before are none of the statement's, epoch milliseconds of event time */
export function labelParameters({ labels }: Told, rowsFrom: number) {
  return { keyNames: labels?.key ?? [], rowsFrom };
}
