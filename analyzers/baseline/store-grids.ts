import { readFileSync } from "node:fs";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { ModelSchema } from "../../collector/events/model-schema.ts";
import type { Window } from "../windows/window.ts";
import { WINDOW_MS } from "../windows/window.ts";
import type { BaselineColumn } from "../statistics/column-counts.ts";
import { declaredColumns } from "./declared-columns.ts";
import { newestGrids, registerGrid } from "./grids.ts";
import { scoredRows } from "./read-counts.ts";

const GRID_SAMPLE = readFileSync(new URL("grid-sample.sql", import.meta.url), "utf8");
/** Rows from which a grid is chosen, about. */
const SAMPLE_ROWS = 100_000;

/** A column of a baseline before its counts: what it is and how its values become buckets. */
export type ColumnLayout = Omit<BaselineColumn, "blocks">;

/**
 * The columns that a model declares, numbers on the grids that the rollups use now. A number that has none yet gets one chosen from its rows in the range given (epoch milliseconds),
 * which the rollups use from the next insert on; null when there is such a number and the range has no row of it. `now`: epoch milliseconds.
 */
export async function storeLayout(store: Store, schema: ModelSchema, range: Window, now: number): Promise<readonly ColumnLayout[]> {
  const declared = declaredColumns(schema, new Map([schema.score, schema.prediction].flatMap((name) => (name === undefined ? [] : [[name, ""]]))));
  const known = await newestGrids(store, schema.name);
  const lacking = declared.filter((column) => column.type === "numeric" && !known.has(column.name)).map((column) => column.name);
  const samples = lacking.length === 0 ? new Map<string, number[]>() : await sampleValues(store, schema, range, lacking);
  for (const [feature, sample] of samples) known.set(feature, await registerGrid(store, schema.name, feature, sample, now));
  return declared.map((column) => ({ ...column, grid: column.type === "numeric" ? (known.get(column.name) ?? null) : null }));
}

async function sampleValues(
  store: Store,
  { name: model, version }: ModelSchema,
  range: Window,
  features: readonly string[],
): Promise<ReadonlyMap<string, number[]>> {
  const rows = (await scoredRows(store, { model, version }, [range])).get(range.start) ?? 0;
  const milliseconds = Math.ceil(WINDOW_MS["1h"] * Math.min(1, SAMPLE_ROWS / Math.max(1, rows)));
  const found = await store.query<{ feature: string; sample: number[] }>(GRID_SAMPLE, {
    model,
    version,
    features,
    milliseconds,
    from: range.start / 1000,
    to: range.end / 1000,
  });
  return new Map(found.map(({ feature, sample }) => [feature, sample]));
}
