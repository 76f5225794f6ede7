import type { DriftReport } from "../../analyzers/report/drift-report.ts";
import type { RelationCheck } from "../../analyzers/relations/relation-check.ts";
import { measure, plural } from "../words/format.ts";
import { betweenColumns } from "./between-columns.ts";
import { STATUS_MARKS } from "./column-status.ts";
import { escapeMarkdown } from "./escape-markdown.ts";
import { shortened } from "./printable.ts";
import { chanceText, relationInWords, togetherText } from "./relation-words.ts";

/** Rows, and characters of a sentence: at most a tenth of a comment. */
const MOST = { rows: 10, text: 200 } as const;

/** What a comment says of relations and of all columns together; empty where neither was asked for. */
export function betweenMarkdown(report: DriftReport): string {
  const { changed } = betweenColumns(report);
  const left = changed.length - MOST.rows;
  const relations =
    changed.length === 0
      ? report.relations === undefined || report.relations.length === 0
        ? ""
        : `${STATUS_MARKS.unchanged.shape} No relation between columns changed.`
      : `| Between columns | Statistic | Threshold | How sure | Why |\n|:--|--:|--:|:--|:--|\n${changed.slice(0, MOST.rows).map(row).join("\n")}${left > 0 ? `\n\nand ${plural(left, "more relation")}, in the report.` : ""}`;
  const together = (report.multivariate ?? [])
    .map((check) => `- All columns together: ${escapeMarkdown(shortened(togetherText(check), MOST.text))}`)
    .join("\n");
  return [relations, together].filter((part) => part !== "").join("\n\n");
}

function row({ check, statistic, threshold, pValue, level, detail }: RelationCheck): string {
  const cells = [
    `${STATUS_MARKS.changed.shape} ${relationInWords(check)}`,
    measure(statistic),
    threshold === null ? "–" : measure(threshold),
    chanceText({ pValue, level }),
    escapeMarkdown(shortened(detail, MOST.text)),
  ];
  return `| ${cells.join(" | ")} |`;
}
