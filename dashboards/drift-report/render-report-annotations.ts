import type { DriftReport, ReportColumn } from "../../analyzers/report/drift-report.ts";
import { plural } from "../pages/format.ts";
import { columnsByStatus } from "./column-status.ts";
import { reportHeadline } from "./headline.ts";
import { shortened } from "./printable.ts";

/** GitHub shows no more of one kind from one step. */
const SHOWN = 10;
/** Characters of a message. */
const LONGEST = 1_000;

/** GitHub workflow commands: an error for each column with a material change, a warning for a smaller one, what is over ten of a kind in its last; one notice where nothing changed. Ends with a line's end. */
export function renderReportAnnotations(report: DriftReport): string {
  const { changed, minor } = columnsByStatus(report);
  const lines = [...commands("error", changed), ...commands("warning", minor)];
  const all = lines.length > 0 ? lines : [command("notice", "Drift report", reportHeadline(report).first)];
  return `${all.join("\n")}\n`;
}

function commands(kind: "error" | "warning", columns: readonly ReportColumn[]): string[] {
  const shown = columns.slice(0, columns.length > SHOWN ? SHOWN - 1 : SHOWN);
  const left = columns.slice(shown.length);
  const lines = shown.map((column) => command(kind, `${shortened(column.name)} changed`, column.summary));
  if (left.length > 0) lines.push(command(kind, `${plural(left.length, "more column")} changed`, left.map(({ name }) => shortened(name)).join(", ")));
  return lines;
}

function command(kind: "error" | "warning" | "notice", title: string, message: string): string {
  return `::${kind} title=${escapeData(title).replaceAll(":", "%3A").replaceAll(",", "%2C")}::${escapeData(shortened(message, LONGEST))}`;
}

/** As the runner's toolkit does it. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
