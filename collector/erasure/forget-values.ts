import type { Store } from "../clickhouse/store.ts";
import { deleteRows } from "./mutate.ts";
import { chunked } from "./subject.ts";

/** What stands in a value's place. */
export const ERASED = "(erased)";
const VALUES_AT_ONCE = 50;
/** A shorter value is part of many words: it is taken out only where it stands alone. */
const LEAST_CHARACTERS = 3;

/** Tables that tell values of rows in words or JSON. Each keeps the newest revision of a row. */
const TELLING = {
  findings: ["summary", "evidence", "inputs"],
  alerts: ["summary"],
  notifications: ["subject", "error"],
  retrainings: ["reason", "response"],
} as const;

type Row = Readonly<Record<string, unknown>> & { readonly revision: number };

/** What was found and taken out, and what could not be. */
export interface Forgotten {
  readonly findings: number;
  readonly messages: number;
  readonly baselineParts: number;
  /** Ids of whole baselines that hold a value: what is compared with them would be lost with it. */
  readonly baselines: readonly string[];
}

/** Takes values that no row has any more out of what was written of them: findings, alerts, notifications, parts of moving baselines. */
export async function forgetValues(store: Store, model: string, values: readonly string[]): Promise<Forgotten> {
  let [findings, messages, baselineParts] = [0, 0, 0];
  const baselines = new Set<string>();
  for (const some of chunked(values, VALUES_AT_ONCE)) {
    for (const [table, columns] of Object.entries(TELLING)) {
      const rewritten = await rewrite(store, { table, columns, model }, some);
      if (table === "findings") findings += rewritten;
      else messages += rewritten;
    }
    const among = { model, quoted: some.map((value) => JSON.stringify(value)) };
    const holds = "model = {model: String} AND multiSearchAny(document, {quoted: Array(String)})";
    const [parts] = await store.query<{ n: number }>(`SELECT count() AS n FROM baseline_parts WHERE ${holds}`, among);
    baselineParts += parts?.n ?? 0;
    if ((parts?.n ?? 0) > 0) await deleteRows(store, "baseline_parts", holds, among);
    for (const { id } of await store.query<{ id: string }>(`SELECT DISTINCT baseline_id AS id FROM baselines WHERE ${holds}`, among)) baselines.add(id);
  }
  return { findings, messages, baselineParts, baselines: [...baselines] };
}

async function rewrite(
  store: Store,
  of: { readonly table: string; readonly columns: readonly string[]; readonly model: string },
  values: readonly string[],
): Promise<number> {
  const { table, columns, model } = of;
  const words = values.flatMap((value) => (value.length < LEAST_CHARACTERS ? [JSON.stringify(value)] : [value, JSON.stringify(value).slice(1, -1)]));
  const holds = columns.map((column) => `multiSearchAny(${column}, {words: Array(String)})`).join(" OR ");
  const owner = table === "notifications" ? "alert_id IN (SELECT alert_id FROM alerts WHERE model = {model: String})" : "model = {model: String}";
  const rows = await store.query<Row>(`SELECT * FROM {table: Identifier} FINAL WHERE ${owner} AND (${holds})`, { table, model, words: [...new Set(words)] });
  const changed = rows.map((row) => ({
    ...row,
    ...Object.fromEntries(columns.map((column) => [column, without(String(row[column]), values)])),
    revision: row.revision + 1,
  }));
  const really = changed.filter((row, index) => columns.some((column) => (row as Row)[column] !== rows[index]?.[column]));
  if (really.length === 0) return 0;
  await store.insert(table, really);
  await store.command("OPTIMIZE TABLE {table: Identifier} FINAL", { table });
  return really.length;
}

/** A text, or the texts in a JSON document, without values. */
export function without(text: string, values: readonly string[]): string {
  if (!/^[[{]/.test(text)) return withoutWords(text, values);
  try {
    return JSON.stringify(JSON.parse(text, (_key, value: unknown) => (typeof value === "string" ? withoutWords(value, values) : value)));
  } catch {
    return withoutWords(text, values);
  }
}

function withoutWords(text: string, values: readonly string[]): string {
  let clean = text;
  for (const value of values)
    if (clean === value) clean = ERASED;
    else if (value.length >= LEAST_CHARACTERS && clean.includes(value)) {
      const escaped = value.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
      clean = clean.replaceAll(new RegExp(String.raw`(?<![\p{L}\p{N}_])${escaped}(?![\p{L}\p{N}_])`, "gu"), ERASED);
    }
  return clean;
}
