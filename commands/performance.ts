import { requireColumns } from "../analyzers/data/without-columns.ts";
import type { PerformanceReport } from "../analyzers/performance/performance-report.ts";
import { withHeadline } from "../analyzers/performance/headline.ts";
import type { Command } from "./lib/command.ts";
import { parseInvocation } from "./lib/parse-invocation.ts";
import { otherPerformance, otherTaskOf } from "./lib/performance/other-tasks.ts";
import { performanceOf } from "./lib/performance/performance-of.ts";
import { isStored, type PerformanceOptions, performanceOptions, performanceUsage } from "./lib/performance/performance-options.ts";
import { performanceSides, sideColumns } from "./lib/performance/performance-sides.ts";
import { readSide } from "./lib/performance/read-side.ts";
import { renderPerformanceMarkdown, renderPerformanceTable } from "./lib/performance/render-performance.ts";
import { sectionsOf } from "./lib/performance/sections.ts";
import { storedPerformance } from "./lib/performance/stored-performance.ts";
import { declaredBy } from "./lib/reading-options.ts";
import { openFiles } from "./lib/report/open-data-sets.ts";

export default {
  name: "performance",
  summary: "realised and estimated performance from files",
  usage: performanceUsage,
  async run(invocation) {
    const asked = parseInvocation(invocation, performanceOptions);
    await using stack = new AsyncDisposableStack();
    if (isStored(asked)) return told(await storedPerformance(asked, async () => (await import("./lib/config-option.ts")).configOf(invocation), stack), asked);
    const [reference, current] = await openFiles([asked.reference, asked.current], declaredBy(asked, asked.exclude), stack);
    for (const option of ["categorical", "numeric"] as const) requireColumns(option, asked[option], [reference, current]);
    const said = [...reference.notes, ...current.notes];
    for (const note of said) process.stderr.write(`tidemark: ${note}\n`);
    const other = otherTaskOf(asked);
    if (other !== null) return told(await otherPerformance(other, { reference, current }, asked), asked);
    const columns = sideColumns(asked);
    const [before, after] = [await readSide(reference, columns, "required"), await readSide(current, columns, "optional")];
    const sides = performanceSides(before, after, asked);
    for (const [option, names] of [
      ["groups", asked.groups ?? []],
      ["segments", asked.segments === undefined ? [] : [asked.segments]],
    ] as const)
      requireColumns(option, names, [reference, current]);
    requireColumns("features", asked.features ?? [], [reference, current]);
    const assessed = await performanceOf(sides, { reference, current }, asked);
    const notes = [...before.notes, ...after.notes, ...sides.reference.notes, ...sides.current.notes, ...sides.notes, ...assessed.notes];
    const report: PerformanceReport = {
      task: sides.task,
      ...(sides.task === "regression" ? {} : { classes: sides.classes }),
      ...assessed,
      ...(await sectionsOf(sides, { reference, current }, asked)),
      notes,
    };
    return told(report, asked);
  },
} satisfies Command;

function told(assessed: PerformanceReport, { format, headline, "fail-on": failOn }: PerformanceOptions): number {
  const report = withHeadline(assessed, headline);
  process.stdout.write(rendered(report, format));
  return (failOn === "alert" && alerts(report)) || (failOn === "headline" && (report.headline?.alerts ?? 0) > 0) ? 1 : 0;
}

function alerts({ windows }: PerformanceReport): boolean {
  return windows.some(({ realised, estimated }) => [...Object.values(realised), ...Object.values(estimated)].some(({ alert }) => alert === true));
}

function rendered(report: PerformanceReport, format: PerformanceOptions["format"]): string {
  if (format === "json") return `${JSON.stringify(report, undefined, 2)}\n`;
  return format === "markdown" ? renderPerformanceMarkdown(report) : renderPerformanceTable(report);
}
