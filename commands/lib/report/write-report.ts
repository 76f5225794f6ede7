import { writeFile } from "node:fs/promises";
import { CODE_VERSION } from "../../../analyzers/findings/code-version.ts";
import type { DriftReport } from "../../../analyzers/report/drift-report.ts";
import { messageOf, TidemarkError } from "../../../errors.ts";

import type { ReportOptions } from "./report-options.ts";

/** Where it is no terminal no sentence is cut and none is broken: a file or another program has room. */
const NO_TERMINAL = 1_000_000;

/** Writes a report as asked: to stdout or a file, and beside it JUnit and annotations. */
export async function writeReport(report: DriftReport, asked: ReportOptions, now: number): Promise<void> {
  const text = await rendered(report, asked, now);
  if (asked.output === undefined) process.stdout.write(text);
  else await toFile(asked.output, text);
  if (asked.junit !== undefined) await toFile(asked.junit, (await import("../../../dashboards/drift-report/render-report-junit.ts")).renderReportJunit(report));
  if (asked.annotations) process.stderr.write((await import("../../../dashboards/drift-report/render-report-annotations.ts")).renderReportAnnotations(report));
}

/** Each way of rendering is loaded when it is asked for. */
async function rendered(report: DriftReport, asked: ReportOptions, now: number): Promise<string> {
  const { stdout } = process;
  if (asked.format === "json") return `${JSON.stringify(report, undefined, 2)}\n`;
  if (asked.format === "markdown") return (await import("../../../dashboards/drift-report/render-report-markdown.ts")).renderReportMarkdown(report);
  if (asked.format === "html")
    return (await import("../../../dashboards/drift-report/render-report-html.ts")).renderReportHtml(report, {
      at: now,
      version: CODE_VERSION,
      command: commandOf(asked),
    });
  const onTerminal = asked.output === undefined && stdout.isTTY;
  const { renderReportTable } = await import("../../../dashboards/drift-report/render-report-table.ts");
  return renderReportTable(report, { colours: onTerminal && process.env["NO_COLOR"] === undefined, columns: onTerminal ? stdout.columns : NO_TERMINAL });
}

/** What makes the same report again. */
function commandOf({ reference, current, method, convention, "false-alarm-rate": rate, "min-effect": effect, by }: ReportOptions): string {
  const options = [
    ...(method === "auto" ? [] : [`--method ${method}`]),
    ...(convention === undefined ? [] : [`--convention ${convention}`]),
    ...(rate === 0.01 ? [] : [`--false-alarm-rate ${rate}`]),
    ...(effect === 0 ? [] : [`--min-effect ${effect}`]),
    ...(by === undefined ? [] : [`--by ${by}`]),
  ];
  return ["tidemark report", `--reference ${reference}`, `--current ${current}`, ...options].join(" ");
}

async function toFile(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw new TidemarkError("input", `writing ${path}: ${messageOf(cause)}; expected a path in a folder that is there and can be written`, { cause });
  }
}
