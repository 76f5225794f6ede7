import { createHash } from "node:crypto";
import type { Baseline } from "./baseline.ts";
import type { BaselineColumn, ColumnCounts } from "../statistics/column-counts.ts";

/** A baseline as it is stored: what a Baseline holds, maps as sorted pairs, keys in a fixed order, the id left out. */
export function toDocument(baseline: Omit<Baseline, "id">): string {
  const { name, model, version, source, timeZone, blocks, performance } = baseline;
  return JSON.stringify({ name, model, version, source, timeZone, blocks, columns: baseline.columns.map(columnDocument), performance });
}

/** The baseline that a document holds; its id is the SHA-256 of the document. */
export function fromDocument(document: string): Baseline {
  const { columns, ...rest } = JSON.parse(document) as Omit<Baseline, "columns"> & { columns: readonly ColumnDocument[] };
  return { ...rest, id: baselineId(document), columns: columns.map(columnOf) };
}

/** 64 hexadecimal digits. */
export function baselineId(document: string): string {
  return createHash("sha256").update(document).digest("hex");
}

type Pairs =
  | { readonly type: "numeric"; readonly counts: readonly (readonly [number, number])[]; readonly missing: number }
  | { readonly type: "categorical"; readonly counts: readonly (readonly [string, number])[]; readonly missing: number };

/** A column as documents hold it. */
export type ColumnDocument = Omit<BaselineColumn, "blocks"> & { readonly blocks: readonly Pairs[] };

export function columnDocument(column: BaselineColumn): ColumnDocument {
  const { name, kind, type, unit, grid } = column;
  return { name, kind, type, unit, grid, blocks: column.blocks.map(pairsOf) };
}

export function columnOf({ blocks, ...column }: ColumnDocument): BaselineColumn {
  return { ...column, blocks: blocks.map(countsOf) };
}

function pairsOf(counts: ColumnCounts): Pairs {
  if (counts.type === "numeric") return { type: "numeric", counts: [...counts.counts].sort(([a], [b]) => a - b), missing: counts.missing };
  return { type: "categorical", counts: [...counts.counts].sort(([a], [b]) => (a < b ? -1 : 1)), missing: counts.missing };
}

function countsOf(pairs: Pairs): ColumnCounts {
  return pairs.type === "numeric" ? { ...pairs, counts: new Map(pairs.counts) } : { ...pairs, counts: new Map(pairs.counts) };
}
