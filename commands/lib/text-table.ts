import { visibleLine } from "../../visible-text.ts";

/** Rows under a heading, in columns two spaces apart; numbers stand to the right. */
export function textTable(heading: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const all = [heading, ...rows.map((row) => row.map((cell) => (typeof cell === "number" ? cell.toLocaleString("en-US") : visibleLine(cell))))];
  const widths = heading.map((_, place) => Math.max(...all.map((row) => (row[place] ?? "").length)));
  const toTheRight = heading.map((_, place) => rows.length > 0 && rows.every((row) => typeof row[place] === "number"));
  const line = (row: readonly string[]): string =>
    row.map((cell, place) => (toTheRight[place] === true ? cell.padStart(widths[place] ?? 0) : cell.padEnd(widths[place] ?? 0))).join("  ");
  return all.map((row) => `${line(row).trimEnd()}\n`).join("");
}
