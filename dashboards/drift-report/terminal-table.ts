import { visibleLine } from "../../visible-text.ts";
import stringWidth from "string-width";
import { cutTo } from "../words/cut-to.ts";

/** One column of a table: its cells are cut to `most` places, the first column's to `least` where room is short; then those of the largest `rank` are left out. */
export interface TableColumn {
  readonly head: string;
  readonly cells: readonly string[];
  readonly align?: "left" | "right";
  readonly least?: number;
  readonly most?: number;
  /** 0 is never left out. */
  readonly rank: number;
}

const GAP = "  ";

/** Lines of a table at most `width` places wide, head first; the last column has what is left. Wide characters count two places. */
export function terminalTable(columns: readonly TableColumn[], width: number): string[] {
  const shown = columns.map((column) => ({ ...column, head: visibleLine(column.head), cells: column.cells.map(visibleLine) }));
  const sized = shown.map((column) => ({ ...column, width: Math.min(column.most ?? Number.POSITIVE_INFINITY, widest(column)) }));
  const needed = (kept: typeof sized): number =>
    kept.reduce((sum, column) => sum + Math.min(column.width, column.least ?? column.width) + GAP.length, -GAP.length);
  const byRank = sized.toSorted((a, b) => b.rank - a.rank).filter(({ rank }) => rank > 0);
  let kept = sized;
  for (const column of byRank) if (needed(kept) > width) kept = kept.filter((other) => other !== column);
  const [first, ...others] = kept;
  if (first === undefined) return [];
  const room = Math.max(1, Math.min(first.width, width - needed(others) - GAP.length));
  kept = [{ ...first, width: others.length === 0 ? Math.min(first.width, width) : room }, ...others];
  return Array.from({ length: first.cells.length + 1 }, (_, line) =>
    kept
      .map((column) => placed(line === 0 ? column.head : (column.cells[line - 1] ?? ""), column.width, column.align ?? "left"))
      .join(GAP)
      .trimEnd(),
  );
}

function placed(text: string, width: number, align: "left" | "right"): string {
  const cut = cutTo(text, width);
  const space = " ".repeat(Math.max(0, width - stringWidth(cut)));
  return align === "right" ? space + cut : cut + space;
}

function widest({ head, cells }: TableColumn): number {
  return Math.max(stringWidth(head), ...cells.map((cell) => stringWidth(cell)));
}
