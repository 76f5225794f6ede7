import type { DriftReport, ReportColumn } from "../../analyzers/report/drift-report.ts";
import { measure, plural } from "../words/format.ts";
import { overTimeMarkdown } from "./over-time.ts";
import { betweenMarkdown } from "./between-markdown.ts";
import { leadingCheck } from "./check-strength.ts";
import { STATUS_MARKS, columnStatus, columnsByStatus } from "./column-status.ts";
import { codeSpan, escapeMarkdown } from "./escape-markdown.ts";
import { shortened } from "./printable.ts";
import { budgetSentence, reportHeadline } from "./headline.ts";
import { cantTellText, checkInWords, effectCell, effectInterval, missingText } from "./words.ts";

/** A comment may have 65,536 characters. */
const MOST = { rows: 100, rowsLength: 36_000, namesLength: 14_000, text: 400, name: 100 } as const;

/** GitHub-flavoured Markdown for a comment or a job's summary: the sentence, a table of what changed, the rest folded; always short enough for a comment. Ends with a line's end. */
export function renderReportMarkdown(report: DriftReport): string {
  const { first, rest, next } = reportHeadline(report);
  const { changed, minor, cantTell, unchanged } = columnsByStatus(report);
  const parts = [
    `**${escaped(first)}**`,
    [rest, next]
      .filter((text) => text !== "")
      .map(escaped)
      .join(" "),
    changedTable([...changed, ...minor]),
    overTimeMarkdown(report),
    betweenMarkdown(report),
    cantTell
      .slice(0, MOST.rows)
      .map((column) => `- ${STATUS_MARKS.cantTell.shape} ${name(column)}: ${escaped(cantTellText(column))}`)
      .join("\n"),
    unchanged.length === 0
      ? ""
      : `<details><summary>${plural(unchanged.length, "column")} unchanged</summary>\n\n${fitting(unchanged.map(name), ", ", MOST.namesLength)}\n\n</details>`,
    report.notes
      .slice(0, MOST.rows / 10)
      .map((note) => `> ${escaped(note)}`)
      .join("\n>\n"),
    `<sub>${escapeMarkdown(`${report.current.name} (${plural(report.current.rows, "row")}) against ${report.reference.name} (${plural(report.reference.rows, "row")}).`)} ${budgetSentence(report)}</sub>`,
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function changedTable(columns: readonly ReportColumn[]): string {
  if (columns.length === 0) return "";
  const rows = columns.slice(0, MOST.rows).map(row);
  const shown = fitting(rows, "\n", MOST.rowsLength, "");
  const left = columns.length - shown.split("\n").length;
  return `| Column | Change | 95\u202f% | Statistic | Threshold | Missing | Why |\n|:--|--:|:--|--:|--:|--:|:--|\n${shown}${left > 0 ? `\n\nand ${plural(left, "more column")}, in the report.` : ""}`;
}

function row(column: ReportColumn): string {
  const check = leadingCheck(column);
  const figures = check === null ? ["–", "–"] : [measure(check.statistic), check.threshold === null ? "–" : measure(check.threshold)];
  const why = column.reasons.map((reason) => `${checkInWords(reason.check)}: ${reason.detail}`).join("; ");
  const cells = [
    `${STATUS_MARKS[columnStatus(column)].shape} ${name(column)}`,
    effectCell(column),
    effectInterval(column).replace(/^95 % /, ""),
    ...figures,
    missingText(column),
  ];
  return `| ${[...cells, escaped(why)].join(" | ")} |`;
}

/** As many as fit, and what is left out in a word. */
function fitting(parts: readonly string[], between: string, most: number, more = " …"): string {
  let text = "";
  for (const part of parts) {
    const longer = text === "" ? part : text + between + part;
    if (longer.length > most) return text + more;
    text = longer;
  }
  return text;
}

const escaped = (text: string): string => escapeMarkdown(shortened(text, MOST.text));
const name = (column: ReportColumn): string => codeSpan(shortened(column.name, MOST.name));
