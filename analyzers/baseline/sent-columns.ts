import type { BaselineColumn } from "../statistics/column-counts.ts";

/** Columns without the predictions that are declared but never sent. */
export function sentColumns(columns: readonly BaselineColumn[]): readonly BaselineColumn[] {
  return columns.filter((column) => column.kind === "feature" || column.blocks.some((block) => block.counts.size > 0));
}
