import { readFileSync } from "node:fs";
import { withKeyTexts } from "../../collector/clickhouse/key-texts-sql.ts";
import { assumedAfterMs } from "../../collector/events/label-config.ts";
import type { ModelSchema } from "../../collector/events/model-schema.ts";

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8").trim();
const GIVEN = read("given-labels.sql");
const BY_KEY = withKeyTexts(read("labels-by-key.sql"));
const ASSUMED = read("labels-assumed.sql");
/** One row a label: the last that was scored by when its truth was known. */
const LATEST = `ORDER BY scored_time DESC, request_id DESC, row_number DESC
    LIMIT 1 BY key_values, received_time, sequence, observed_time, label, withdrawn`;

/** How a model's labels are told. */
type Told = Pick<ModelSchema, "labels">;

/** Puts what was said of a model's rows where a statement has `{{labels}}`: the table itself, or where the model declares keys also the rows that those find. Goes with `labelParameters`. */
export function withLabels(sql: string, told: Told): string {
  return put(sql, told, false);
}

/** The same with what the model declares to be assumed of rows of which nothing was said; `{{assumed}}` is 1 of such, else 0. */
export function withAssumedLabels(sql: string, told: Told): string {
  return put(sql, told, true);
}

function put(sql: string, { labels }: Told, assumed: boolean): string {
  const byKey = labels === undefined || labels.key.length === 0 ? "" : BY_KEY.replace("{{latest}}", labels.rows === "latest" ? LATEST : "");
  const ifUnsaid = assumed && labels?.assume !== undefined ? ASSUMED : "";
  if (byKey === "" && ifUnsaid === "") return sql.replaceAll("{{labels}}", "labels").replaceAll("{{assumed}}", "toUInt8(0)");
  const given = GIVEN.replace("{{byKey}}", () => byKey).replace("{{ifUnsaid}}", () => ifUnsaid);
  return sql.replaceAll("{{labels}}", () => given).replaceAll("{{assumed}}", "assumed");
}

/** @param rowsFrom rows that were scored before are none of the statement's, epoch milliseconds of event time @param until of what was due by then is assumed */
export function labelParameters({ labels }: Told, rowsFrom: number, until = 0) {
  return { keyNames: labels?.key ?? [], rowsFrom, assumedLabel: labels?.assume?.label ?? "", assumedAfter: assumedAfterMs(labels) ?? 0, assumedUntil: until };
}
