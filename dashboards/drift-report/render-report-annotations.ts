import type { DriftReport } from "../../analyzers/report/drift-report.ts";
import { count } from "../words/format.ts";
import { betweenColumns } from "./between-columns.ts";
import { columnsByStatus } from "./column-status.ts";
import { reportHeadline } from "./headline.ts";
import { shortened } from "./printable.ts";
import { relationTitle, togetherText } from "./relation-words.ts";

/** GitHub shows no more of one kind from one step. */
const SHOWN = 10;
/** Characters of a message. */
const LONGEST = 1_000;

/** GitHub workflow commands: an error for each column with a material change, a warning for a smaller one and for each relation and multivariate method that failed, what is over ten of a kind in its last; one notice where nothing changed. Ends with a line's end. */
export function renderReportAnnotations(report: DriftReport): string {
  const { changed, minor } = columnsByStatus(report);
  const between = betweenChanges(report);
  const lines = [...commands("error", changed, "more columns"), ...commands("warning", [...minor, ...between], between.length > 0 ? "more" : "more columns")];
  const all = lines.length > 0 ? lines : [command("notice", "Drift report", reportHeadline(report).first)];
  return `${all.join("\n")}\n`;
}

interface Change {
  readonly name: string;
  readonly summary: string;
}

function betweenChanges(report: DriftReport): Change[] {
  const { changed, together } = betweenColumns(report);
  return [
    ...changed.map((check) => ({ name: relationTitle(check), summary: check.detail })),
    ...together.map((check) => ({ name: "all columns together", summary: togetherText(check) })),
  ];
}

function commands(kind: "error" | "warning", changes: readonly Change[], more: string): string[] {
  const shown = changes.slice(0, changes.length > SHOWN ? SHOWN - 1 : SHOWN);
  const left = changes.slice(shown.length);
  const lines = shown.map(({ name, summary }) => command(kind, `${shortened(name)} changed`, summary));
  if (left.length > 0) lines.push(command(kind, `${count(left.length)} ${more} changed`, left.map(({ name }) => shortened(name)).join(", ")));
  return lines;
}

function command(kind: "error" | "warning" | "notice", title: string, message: string): string {
  return `::${kind} title=${escapeData(title).replaceAll(":", "%3A").replaceAll(",", "%2C")}::${escapeData(shortened(message, LONGEST))}`;
}

/** As the runner's toolkit does it. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
