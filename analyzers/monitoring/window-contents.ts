import { readFileSync } from "node:fs";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { Window } from "../windows/window.ts";
import type { AnalyzerName } from "../findings/finding.ts";
import type { ModelSchema } from "../../collector/events/model-schema.ts";
import { labelParameters, withLabels } from "../performance/labels-sql.ts";

const SEEN = readFileSync(new URL("window-contents.sql", import.meta.url), "utf8");
const LABELS = readFileSync(new URL("window-labels.sql", import.meta.url), "utf8");

/** How much the store has of a window; both numbers grow with what comes. Only decay reads labels; for others they are 0. */
export interface WindowContents {
  readonly seen: number;
  readonly labels: number;
}

/** A model, and how its labels are told. */
export type LabelledModel = Pick<ModelSchema, "name" | "labels">;

/** What the store has of windows, oldest first, adjacent, by their starts. Read before they are judged, so that what comes meanwhile counts as late. */
export async function windowContents(
  store: Store,
  told: LabelledModel,
  analyzer: AnalyzerName,
  windows: readonly Window[],
): Promise<(start: number) => WindowContents> {
  const [first, last] = [windows[0], windows.at(-1)];
  if (first === undefined || last === undefined) return () => ({ seen: 0, labels: 0 });
  const parameters = { model: told.name, from: first.start, to: last.end, starts: windows.map(({ start }) => start) };
  const seen = await store.query<{ window: number; seen: number }>(SEEN, parameters);
  const labels =
    analyzer === "decay"
      ? await store.query<{ window: number; labels: number }>(withLabels(LABELS, told), { ...parameters, ...labelParameters(told, first.start) })
      : [];
  const [seenBy, labelsBy] = [new Map(seen.map((row) => [row.window, row.seen])), new Map(labels.map((row) => [row.window, row.labels]))];
  return (start) => ({ seen: seenBy.get(start) ?? 0, labels: labelsBy.get(start) ?? 0 });
}

/** Labels of a model, revisions among them. */
export async function labelsOf(store: Store, model: string): Promise<number> {
  const rows = await store.query<{ labels: number }>("SELECT count() AS labels FROM labels WHERE model = {model: String}", { model });
  return rows[0]?.labels ?? 0;
}
