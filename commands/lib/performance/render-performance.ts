import type { PerformanceReport, ReportedMetric } from "../../../analyzers/performance/performance-report.ts";
import { visibleLine } from "../../../visible-text.ts";
import { textTable } from "../text-table.ts";

const DIGITS = 4;

/** For people: a line a window, a column a metric; `!` where it alerts. */
export function renderPerformanceTable(report: PerformanceReport): string {
  const { heading, rows } = tableOf(report);
  return `${headOf(report)}\n\n${textTable(heading, rows)}\n${footOf(report).join("\n")}\n`;
}

/** The same in Markdown. */
export function renderPerformanceMarkdown(report: PerformanceReport): string {
  const { heading, rows } = tableOf(report);
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => visibleLine(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  const table = [line(heading), line(heading.map(() => "---")), ...rows.map(line)];
  return `**${headOf(report)}**\n\n${table.join("\n")}\n\n${footOf(report)
    .map((text) => `- ${text}`)
    .join("\n")}\n`;
}

function headOf({ task, reference, current, windows }: PerformanceReport): string {
  return `${task}: ${current.rows} rows, ${current.labelled} labelled, in ${windows.length} windows, against ${reference.rows} rows in ${reference.windows} windows`;
}

function tableOf({ reference, windows }: PerformanceReport): { readonly heading: readonly string[]; readonly rows: readonly (readonly string[])[] } {
  const realised = namesIn(windows.map((window) => window.realised));
  const estimated = namesIn(windows.map((window) => window.estimated));
  const powered = namesIn(windows.map((window) => window.powered ?? {}));
  const heading = ["from", "to", "rows", "labelled", ...realised, ...estimated.map((name) => `${name} (est.)`), ...powered.map((name) => `${name} (powered)`)];
  const usual = ["reference", "", String(reference.rows), String(reference.labelled)];
  const first = [...usual, ...realised.map((name) => numberText(reference.metrics[name] ?? null)), ...[...estimated, ...powered].map(() => "")];
  const rows = windows.map((window) => [
    window.from,
    window.to,
    String(window.rows),
    String(window.labelled),
    ...realised.map((name) => cellOf(window.realised[name])),
    ...estimated.map((name) => cellOf(window.estimated[name])),
    ...powered.map((name) => numberText(window.powered?.[name]?.value ?? null)),
  ]);
  return { heading, rows: [first, ...rows] };
}

/** Metrics that any window has. */
function namesIn(windows: readonly Readonly<Record<string, Pick<ReportedMetric, "value">>>[]): readonly string[] {
  const names = new Set(windows.flatMap((metrics) => Object.keys(metrics)));
  return [...names].filter((name) => windows.some((metrics) => (metrics[name]?.value ?? null) !== null));
}

function cellOf(metric: ReportedMetric | undefined): string {
  return metric === undefined ? "" : `${numberText(metric.value)}${metric.alert === true ? " !" : ""}`;
}

function numberText(value: number | null): string {
  return value === null ? "–" : String(Number(value.toPrecision(DIGITS)));
}

function footOf({ windows, notes, headline, fairness, slices, segments }: PerformanceReport): readonly string[] {
  const alerts = windows.flatMap(({ from, realised, estimated }) =>
    [...Object.entries(realised), ...Object.entries(estimated)].filter(([, { alert }]) => alert === true).map(([name]) => `${from}: ${name}`),
  );
  const found =
    alerts.length === 0
      ? "No metric lies beyond what windows of the reference have."
      : `${alerts.length} values lie beyond what windows of the reference have (!).`;
  const sections = [
    ...(fairness ?? []).flatMap(({ comparisons }) => comparisons.map(({ sentence }) => sentence)),
    ...(slices === undefined
      ? []
      : [
          `${slices.slices.length} of ${slices.tested} slices tested are weak, at most ${100 * slices.falseDiscoveryRate} % of them falsely.`,
          ...slices.slices.map(({ sentence }) => sentence),
        ]),
    ...[segments?.error, segments?.positiveLabels, segments?.positivePredictions].flatMap((shift) =>
      shift === undefined || shift === null ? [] : [shift.sentence],
    ),
  ].map(visibleLine);
  return [found, ...(headline === undefined ? [] : [headline.sentence]), ...sections, ...notes.map(visibleLine)];
}
