import type { DriftReport, ReportColumn } from "../../analyzers/report/drift-report.ts";
import { reportHeadline } from "./headline.ts";
import { printable } from "./printable.ts";
import { cantTellText, checkInWords, howSure } from "./words.ts";

/** JUnit's XML as CI systems read it: a test case a column, a failure where it drifted, skipped where it cannot be told. Ends with a line's end. */
export function renderReportJunit(report: DriftReport): string {
  const counts = `tests="${report.columns.length}" failures="${report.columns.filter(({ drifted }) => drifted).length}" errors="0" skipped="${report.columns.filter(({ verdict }) => verdict === "noData").length}" time="0"`;
  const name = escapeXml(`${report.current.name} against ${report.reference.name}`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="drift" ${counts}>
<testsuite name="${name}" ${counts}>
${report.columns.map((column) => testCase(column)).join("\n")}
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

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

/** Control characters, which XML 1.0 cannot hold at all, are replaced. */
function escapeXml(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
