import { styleText } from "node:util";
import type { DriftReport, ReportColumn } from "../../analyzers/report/drift-report.ts";
import { cutTo } from "../words/cut-to.ts";
import { measure, plural } from "../words/format.ts";
import { betweenLines } from "./between-lines.ts";
import { STATUS_MARKS, columnStatus, columnsByStatus, type ColumnStatus } from "./column-status.ts";
import { budgetSentence, reportHeadline } from "./headline.ts";
import { leadingCheck } from "./check-strength.ts";
import { overTimeLines } from "./over-time.ts";
import { printable } from "./printable.ts";
import { terminalTable } from "./terminal-table.ts";
import { cantTellText, checkInWords, effectCell, effectInterval, missingText } from "./words.ts";

type Colour = "yellow" | "dim" | "bold";

const COLOURS: Readonly<Record<ColumnStatus, Colour | null>> = { changed: "yellow", minor: null, cantTell: "dim", unchanged: null };

/** The report for a terminal of `columns` places: the sentence, one line a column that changed or cannot be told, the rest in one line. Ends with a line's end. */
export function renderReportTable(report: DriftReport, { colours, columns: width }: { readonly colours: boolean; readonly columns: number }): string {
  const paint = (colour: Colour | null, text: string): string =>
    colours && colour !== null && text !== "" ? styleText(colour, text, { validateStream: false }) : text;
  const { first, rest, next } = reportHeadline(report);
  const { changed, minor, cantTell, unchanged } = columnsByStatus(report);
  const [head, ...lines] = drawn([...changed, ...minor], width);
  const paragraph = (text: string, colour: Colour | null = null): string[] => wrapped(text, width).map((line) => paint(colour, line));
  return [
    ...paragraph(first, "bold"),
    ...paragraph(rest),
    ...paragraph(next),
    ...(head === undefined ? [] : ["", paint("dim", head)]),
    ...lines.map((line, index) => paint(COLOURS[index < changed.length ? "changed" : "minor"], line)),
    "",
    ...overTimeLines(report, width).map((line, index) => (index === 0 ? paragraph(line).join("\n") : line)),
    "",
    ...betweenLines(report).flatMap(({ text, changed: differs }) => paragraph(text, differs ? "yellow" : "dim")),
    "",
    ...cantTell.flatMap((column) => wrapped(`${STATUS_MARKS.cantTell.shape} ${printable(column.name)}: ${printable(cantTellText(column))}`, width)),
    ...(unchanged.length > 0
      ? [paint("dim", cutTo(`${plural(unchanged.length, "column")} unchanged: ${unchanged.map(({ name }) => printable(name)).join(", ")}`, width))]
      : []),
    ...report.notes.flatMap((note) => paragraph(`Note: ${printable(note)}`)),
    ...paragraph(budgetSentence(report), "dim"),
  ]
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .concat("\n");
}

function drawn(columns: readonly ReportColumn[], width: number): string[] {
  if (columns.length === 0) return [];
  const cells = (of: (column: ReportColumn) => string): string[] => columns.map(of);
  const leading = (column: ReportColumn, of: (check: NonNullable<ReturnType<typeof leadingCheck>>) => string): string => {
    const check = leadingCheck(column);
    return check === null ? "–" : of(check);
  };
  return terminalTable(
    [
      { head: "  column", cells: cells((column) => `${STATUS_MARKS[columnStatus(column)].shape} ${printable(column.name)}`), least: 20, most: 34, rank: 0 },
      { head: "type", cells: cells(({ type }) => type), rank: 6 },
      { head: "change", cells: cells((column) => effectCell(column)), align: "right", rank: 0 },
      { head: "", cells: cells((column) => effectInterval(column)), rank: 5 },
      { head: "statistic", cells: cells((column) => leading(column, ({ statistic }) => measure(statistic))), align: "right", rank: 2 },
      {
        head: "threshold",
        cells: cells((column) => leading(column, ({ threshold }) => (threshold === null ? "–" : measure(threshold)))),
        align: "right",
        rank: 3,
      },
      { head: "missing", cells: cells((column) => missingText(column)), align: "right", rank: 4 },
      { head: "by", cells: cells(({ reasons }) => reasons.map(({ check }) => checkInWords(check)).join(", ")), rank: 1 },
    ],
    width,
  );
}

/** Lines of whole words. */
function wrapped(text: string, width: number): string[] {
  if (text === "") return [];
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && cutTo(longer, width) !== longer) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].map((part) => cutTo(part, width));
}
