import type { Store } from "../../collector/clickhouse/store.ts";
import type { Baseline } from "./baseline.ts";
import { baselineId } from "./baseline-document.ts";
import { type BaselinePart, joinedColumns, loadParts } from "./baseline-parts.ts";
import { sentColumns } from "./sent-columns.ts";
import type { ColumnLayout } from "./store-grids.ts";

/** What a baseline made of kept parts is stored as: the parts by their hashes, which its own hash so covers. */
interface Reference {
  readonly name: string;
  readonly model: string;
  readonly version: string;
  readonly source: string;
  readonly timeZone: string;
  readonly blocks: Baseline["blocks"];
  readonly parts: readonly string[];
  /** The columns, where no part has them: findings against it name them, and are judged again from it. */
  readonly layout?: readonly ColumnLayout[];
}

/** A baseline of parts (of none: without rows, the columns of the layout); its id is the hash of the document that names them. Without performance: labels come late, and the decay analyzer learns from the labelled days before a window. */
export function baselineOfParts(
  about: Omit<Reference, "blocks" | "parts" | "layout">,
  parts: readonly BaselinePart[],
  layout: readonly ColumnLayout[] = [],
): Baseline {
  const { name, model, version, source, timeZone } = about;
  const blocks = parts.map(({ start, end, rows }) => ({ start, end, rows }));
  const content = {
    name,
    model,
    version,
    source,
    timeZone,
    blocks,
    columns: parts.length === 0 ? layout.map((column) => ({ ...column, blocks: [] })) : sentColumns(joinedColumns(parts)),
    performance: null,
  };
  return { ...content, id: baselineId(referenceDocument(content, parts)) };
}

/** Keys in a fixed order. */
export function referenceDocument(baseline: Omit<Baseline, "id">, parts: readonly BaselinePart[]): string {
  const { name, model, version, source, timeZone, blocks } = baseline;
  const layout = baseline.columns.map(({ blocks: _none, ...column }) => column);
  return JSON.stringify({
    name,
    model,
    version,
    source,
    timeZone,
    blocks,
    parts: parts.map((part) => part.id),
    ...(parts.length === 0 ? { layout } : {}),
  } satisfies Reference);
}

/** The baseline that a reference stands for. @throws TidemarkError `notFound` when a part is not in the store. */
export async function fromReference(store: Store, document: string): Promise<Baseline> {
  const reference = JSON.parse(document) as Reference;
  return baselineOfParts(reference, await loadParts(store, reference.model, reference.parts), reference.layout);
}
