import { keyIdOf } from "../../../collector/events/privacy/pseudonym.ts";
import type { Baseline } from "../../baseline/baseline.ts";
import type { BaselineColumn, ColumnCounts } from "../../statistics/column-counts.ts";
import type { WindowData } from "../window-data.ts";
import { type ColumnNull, columnNulls } from "./column-null.ts";
import type { Comparison } from "./kinds.ts";

/** What categories over their cap are called, under whatever key. */
const OTHER = "other";
/** A key changed among these values. */
const SEVERAL = "several keys";

/**
 * What a column's windows are compared with. Values that are pseudonyms are compared under one key alone, since under another every one of them is new though nothing changed:
 * of the baseline those blocks count whose values were hashed with the window's key. Where there are none, or the key changed within the window, nothing is comparable.
 */
export function sameKeyNulls(baseline: Baseline, column: BaselineColumn, comparison: Comparison): (data: WindowData) => ColumnNull {
  const plain = columnNulls(baseline, column, comparison);
  const keys = column.type === "categorical" ? column.blocks.map(keyOf) : [];
  const byKey = new Map<string, (data: WindowData) => ColumnNull>();
  return (data) => {
    const key = keyOf(data.columns.get(column.name));
    if (key === null || keys.every((one) => one === key || one === null)) return plain(data.window);
    const known = byKey.get(key) ?? underKey(baseline, column, comparison, { key, keys });
    byKey.set(key, known);
    return known(data);
  };
}

function underKey(
  baseline: Baseline,
  column: BaselineColumn,
  comparison: Comparison,
  { key, keys }: { readonly key: string; readonly keys: readonly (string | null)[] },
): (data: WindowData) => ColumnNull {
  const alike = (index: number): boolean => key !== SEVERAL && keys[index] === key;
  const blocks = baseline.blocks.filter((_, index) => alike(index));
  const own = { ...column, blocks: column.blocks.filter((_, index) => alike(index)) };
  const nulls = columnNulls({ ...baseline, blocks, columns: [own] }, own, comparison);
  if (blocks.length > 0) return ({ window }) => nulls(window);
  const kind = key === "" ? "values that are not hashed" : key === SEVERAL ? "values hashed with several keys" : `values hashed with key ${key}`;
  return ({ window }) => ({ ...nulls(window), kind, pieces: [] });
}

/** The key of a column's pseudonyms; empty where values are not hashed, null where there are none. */
function keyOf(counts: ColumnCounts | undefined): string | null {
  if (counts?.type !== "categorical") return null;
  const ids = new Set<string>();
  for (const level of counts.counts.keys()) {
    const id = level === OTHER ? undefined : keyIdOf(level);
    if (id === undefined && level !== OTHER) return "";
    if (id !== undefined) ids.add(id);
  }
  const [only = null] = ids;
  return ids.size > 1 ? SEVERAL : only;
}
