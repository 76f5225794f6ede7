import { withKeyTexts } from "../../collector/clickhouse/key-texts-sql.ts";
import { isKnownLabel } from "../../collector/events/label-class.ts";
import type { ModelSchema } from "../../collector/events/model-schema.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import { sql } from "./sql.ts";

/** How far back labels are looked at, milliseconds. */
const LOOKED_BACK = 7 * 86_400_000;
/** How far back rows are looked for by key. */
const ROWS_BACK = 91 * 86_400_000;

/** Labelled rows of a model in the last week; of labels by key, each key once. */
export interface LabelMatches {
  readonly model: string;
  readonly labels: number;
  /** Of them those that no captured row matches. */
  readonly unmatched: number;
}

/** @param model empty: of every model, those that never served among them. @param now wall time, epoch milliseconds. */
export function queryLabelMatches(store: Store, model: string, now: number): Promise<readonly LabelMatches[]> {
  return store.query<LabelMatches>(withKeyTexts(sql("label-matches")), { model, ...rangeAt(now), rowsAfter: now - ROWS_BACK });
}

/** Labelled rows of the last week whose label is none of the model's classes, and the commonest such labels. */
export async function queryUnknownLabels(
  store: Store,
  schema: ModelSchema,
  now: number,
): Promise<{ readonly rows: number; readonly examples: readonly string[] }> {
  const labels = await store.query<{ label: string; labels: number }>(sql("label-classes"), { model: schema.name, ...rangeAt(now) });
  const unknown = labels.filter(({ label }) => isKnownLabel(schema, label) === false);
  return { rows: unknown.reduce((sum, { labels: rows }) => sum + rows, 0), examples: unknown.slice(0, 3).map(({ label }) => label) };
}

function rangeAt(now: number): { readonly after: number; readonly before: number } {
  return { after: now - LOOKED_BACK, before: now + LOOKED_BACK };
}
