import type { Store } from "../../collector/clickhouse/store.ts";
import { TidemarkError } from "../../errors.ts";
import type { Window } from "../windows/window.ts";
import type { Baseline } from "./baseline.ts";
import type { BaselineColumn, ColumnCounts } from "../statistics/column-counts.ts";
import { baselineId, columnDocument, type ColumnDocument, columnOf } from "./baseline-document.ts";
import { readCounts, scoredRows } from "./read-counts.ts";
import type { ColumnLayout } from "./store-grids.ts";

/** One block of a moving baseline. Kept once, under the hash of its content, whatever number of baselines it is part of. */
export interface BaselinePart {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly rows: number;
  /** Each with the one block. */
  readonly columns: readonly BaselineColumn[];
}

/** What parts are made of: a model's declared columns on one set of grids. `version` empty: any. */
export interface PartsRequest {
  readonly model: string;
  readonly version: string;
  readonly layout: readonly ColumnLayout[];
}

/**
 * The parts for some blocks of time (disjoint, oldest first), blocks without rows left out. Parts that are kept already are taken as they are, unless rows came to their block since;
 * the others are counted from the store, in one go, and kept. `now`: epoch milliseconds.
 */
export async function partsOf(store: Store, request: PartsRequest, blocks: readonly Window[], now: number): Promise<readonly BaselinePart[]> {
  if (blocks.length === 0) return [];
  const { model, version } = request;
  const layout = baselineId(JSON.stringify([version, request.layout]));
  const rows = await scoredRows(store, { model, version }, blocks);
  const served = blocks.filter((block) => (rows.get(block.start) ?? 0) > 0);
  const kept = await keptParts(store, model, layout, served);
  const fresh = (block: Window): BaselinePart | undefined =>
    kept.find((part) => part.start === block.start && part.end === block.end && part.rows === rows.get(block.start));
  const made = await makeParts(
    store,
    request,
    served.filter((block) => fresh(block) === undefined),
  );
  await store.insert(
    "baseline_parts",
    made.map((part) => ({
      part_id: part.id,
      model,
      block_start: part.start,
      block_end: part.end,
      layout,
      rows: part.rows,
      created_time: now,
      document: partDocument(part),
    })),
  );
  return served.flatMap((block) => fresh(block) ?? made.find((part) => part.start === block.start) ?? []);
}

/** Parts by their ids, in that order. @throws TidemarkError `notFound` when one is not there. */
export async function loadParts(store: Store, model: string, ids: readonly string[]): Promise<readonly BaselinePart[]> {
  const rows = await store.query<{ document: string }>(
    "SELECT DISTINCT document FROM baseline_parts WHERE model = {model: String} AND part_id IN {ids: Array(String)}",
    { model, ids },
  );
  const parts = new Map(rows.map(({ document }) => [baselineId(document), partOf(document)]));
  return ids.map((id) => {
    const part = parts.get(id);
    if (part === undefined)
      throw new TidemarkError("notFound", `loading a baseline of ${model}: its part ${id} is not in the store, which must keep the table baseline_parts whole`);
    return part;
  });
}

/** The columns of parts put together, a block each. */
export function joinedColumns(parts: readonly BaselinePart[]): Baseline["columns"] {
  const [first] = parts;
  return (first?.columns ?? []).map((column, place) => ({
    ...column,
    blocks: parts.flatMap((part): ColumnCounts[] => [...(part.columns[place]?.blocks ?? [])]),
  }));
}

async function keptParts(store: Store, model: string, layout: string, blocks: readonly Window[]): Promise<readonly BaselinePart[]> {
  if (blocks.length === 0) return [];
  const rows = await store.query<{ document: string }>(
    `SELECT document FROM baseline_parts WHERE model = {model: String} AND layout = {layout: String} AND toUnixTimestamp64Milli(block_start) IN {starts: Array(Int64)}
      AND block_start >= fromUnixTimestamp64Milli({from: Int64}) AND block_start <= fromUnixTimestamp64Milli({to: Int64})
    ORDER BY created_time DESC LIMIT 1 BY block_start, block_end`,
    { model, layout, starts: blocks.map((block) => block.start), from: blocks[0]?.start ?? 0, to: blocks.at(-1)?.start ?? 0 },
  );
  return rows.map(({ document }) => partOf(document));
}

async function makeParts(store: Store, { model, version, layout }: PartsRequest, blocks: readonly Window[]): Promise<readonly BaselinePart[]> {
  const counts = await readCounts(store, { model, version, columns: layout, source: "auto" }, blocks);
  return blocks.map((block, index) => {
    const { rows = 0, columns: values = [] } = counts[index] ?? {};
    const columns = layout.map((column, place): BaselineColumn => ({ ...column, blocks: values.slice(place, place + 1) }));
    const content = { ...block, rows, columns };
    return { ...content, id: baselineId(partDocument(content)) };
  });
}

function partDocument({ start, end, rows, columns }: Omit<BaselinePart, "id">): string {
  return JSON.stringify({ start, end, rows, columns: columns.map(columnDocument) });
}

function partOf(document: string): BaselinePart {
  const { columns, ...rest } = JSON.parse(document) as Omit<BaselinePart, "id" | "columns"> & { columns: readonly ColumnDocument[] };
  return { ...rest, id: baselineId(document), columns: columns.map(columnOf) };
}
