import { TidemarkError } from "../../errors.ts";
import type { DataSet } from "./data-set.ts";
import { visibleLine } from "../../visible-text.ts";

/** A data set without some of its columns. A name that it does not have changes nothing: the other side may. */
export function withoutColumns(data: DataSet, names: readonly string[]): DataSet {
  if (names.length === 0) return data;
  return { ...data, columns: new Map([...data.columns].filter(([name]) => !names.includes(name))) };
}

/** @throws TidemarkError `input` for columns named in an option that no side has. */
export function requireColumns(option: string, wanted: readonly string[], sides: readonly DataSet[]): void {
  const names = new Set(sides.flatMap(({ columns }) => [...columns.keys()]));
  const unknown = wanted.filter((name) => !names.has(name));
  if (unknown.length === 0) return;
  const shown = [...names].slice(0, 30).map(visibleLine).join(", ");
  throw new TidemarkError(
    "input",
    `--${option} ${unknown.map(visibleLine).join(",")}: ${sides.length > 1 ? "neither side has" : "the file has no"} ${unknown.length > 1 ? "such columns" : sides.length > 1 ? "such a column" : "such column"}; ${sides.length > 1 ? "they have" : "it has"} ${shown}${names.size > 30 ? ` and ${names.size - 30} more` : ""}`,
  );
}
