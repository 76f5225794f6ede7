import type { DriftReport, ReportColumn } from "../../analyzers/report/drift-report.ts";
import { measure } from "../words/format.ts";
import { betweenColumns } from "./between-columns.ts";
import { reportHeadline } from "./headline.ts";
import { printable } from "./printable.ts";
import { relationInWords, relationTitle, togetherText } from "./relation-words.ts";
import { cantTellText, checkInWords, howSure } from "./words.ts";

/** JUnit's XML as CI systems read it: a test case a column, a failure where it drifted, skipped where it cannot be told; and one for each relation and multivariate method that failed. Ends with a line's end. */
export function renderReportJunit(report: DriftReport): string {
  const between = betweenCases(report);
  const failures = report.columns.filter(({ drifted }) => drifted).length + between.length;
  const counts = `tests="${report.columns.length + between.length}" failures="${failures}" errors="0" skipped="${report.columns.filter(({ verdict }) => verdict === "noData").length}" time="0"`;
  const name = escapeXml(`${report.current.name} against ${report.reference.name}`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="drift" ${counts}>
<testsuite name="${name}" ${counts}>
${[...report.columns.map((column) => testCase(column)), ...between].join("\n")}
<system-out>${escapeXml(reportHeadline(report).first)}</system-out>
</testsuite>
</testsuites>
`;
}

function testCase(column: ReportColumn): string {
  const open = `<testcase classname="drift.${column.type}" name="${escapeXml(column.name)}" time="0"`;
  if (column.verdict === "noData") return `${open}><skipped message="${escapeXml(cantTellText(column))}"/></testcase>`;
  if (!column.drifted) return `${open}/>`;
  const reasons = column.reasons.map((reason) => escapeXml(`${checkInWords(reason.check)}: ${reason.detail} (${howSure(reason)})`)).join("\n");
  return `${open}><failure type="${column.material ? "material" : "small"}" message="${escapeXml(column.summary)}">${reasons}</failure></testcase>`;
}

function betweenCases(report: DriftReport): string[] {
  const { changed, together } = betweenColumns(report);
  const failed = (kind: "relation" | "multivariate", name: string, message: string, sure: string): string =>
    `<testcase classname="drift.${kind}" name="${escapeXml(name)}" time="0"><failure type="${kind}" message="${escapeXml(message)}">${escapeXml(sure)}</failure></testcase>`;
  return [
    ...changed.map((check) =>
      failed("relation", relationTitle(check), check.detail, `${relationInWords(check.check)} ${measure(check.statistic)} (${howSure(check)})`),
    ),
    ...together.map((check) => failed("multivariate", check.method, `all columns together ${togetherText(check)}`, check.source)),
  ];
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

/** Control characters, which XML 1.0 cannot hold at all, are replaced. */
function escapeXml(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
