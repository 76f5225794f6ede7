import { html, raw } from "hono/html";
import type { DriftReport, ReportWindow } from "../../analyzers/report/drift-report.ts";
import { dataTable } from "../charts/data-table.ts";
import type { Markup } from "../charts/svg.ts";
import { count, measure, plural } from "../words/format.ts";
import { columnStatus, type ColumnStatus } from "./column-status.ts";
import { printable } from "./printable.ts";

type OverTime = Pick<DriftReport, "columns" | "by" | "windows">;
type WindowColumn = ReportWindow["columns"][number];

/** Worst first: what a mark of several pieces says. */
const ORDER: readonly ColumnStatus[] = ["changed", "minor", "cantTell", "unchanged"];
const SIGNS: Readonly<Record<ColumnStatus, string>> = { changed: "◆", minor: "◇", cantTell: "?", unchanged: "·" };
/** Columns drawn on a page; the others are counted. */
const MOST_ROWS = 200;

/** Lines for a terminal of `width` places: a column each, a mark a piece ("◆" changed), or the worst of several where room is short; none without pieces. */
export function overTimeLines(report: OverTime, width: number): string[] {
  const { windows = [], by = "" } = report;
  if (windows.length === 0) return [];
  const names = columnsOf(report).map((name) => ({ name, text: printable(name).slice(0, 34) }));
  const widest = Math.max(...names.map(({ text }) => text.length));
  const each = Math.max(1, Math.ceil(windows.length / Math.max(10, Math.min(width, 400) - widest - 4)));
  const marks = names.map(({ name, text }) => {
    const statuses = windows.map((window) => statusIn(window, name));
    const signs = Array.from({ length: Math.ceil(statuses.length / each) }, (_, place) => SIGNS[worst(statuses.slice(place * each, (place + 1) * each))]);
    return `  ${text.padEnd(widest)}  ${signs.join("")}`;
  });
  return [
    `Over time, by ${by}: ${spanText(windows)}; a mark is ${each === 1 ? "one of them" : `the worst of ${each}`}: ◆ changed, ◇ by less than asked for, ? can’t tell, · unchanged`,
    ...marks,
  ];
}

/** A row a column, a cell a piece, the darker the larger the change; each says its piece, and all of it is a table behind. Empty without pieces. */
export function overTimeSection(report: OverTime): Markup {
  const { windows = [], by = "" } = report;
  if (windows.length === 0) return html``;
  const names = columnsOf(report);
  const most = Math.max(...windows.flatMap(({ columns }) => columns.map(({ size }) => size)), Number.MIN_VALUE);
  return html`<section aria-labelledby="over-time">
    <h2 id="over-time">Over time, by ${by}</h2>
    <p class="small quiet">${spanText(windows)}. The darker, the larger the change against the reference; outlined: changed.</p>
    <table class="heat" aria-label="Columns over time">
      <tbody>
        ${names.slice(0, MOST_ROWS).map(
          (name) =>
            html`<tr>
              <th scope="row">${printable(name)}</th>
              <td>
                <div class="cells">${windows.map((window) => cell(window, columnIn(window, name), most))}</div>
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${names.length > MOST_ROWS ? html`<p class="small quiet">And ${count(names.length - MOST_ROWS)} more, in the JSON.</p>` : ""}
    ${dataTable(
      "These as a table",
      ["From", "Rows", "Changed"],
      windows.map(({ from, rows, columns }) => [
        from,
        count(rows),
        columns
          .filter(({ drifted }) => drifted)
          .map(({ name }) => printable(name))
          .join(", ") || "–",
      ]),
    )}
  </section>`;
}

/** A line a column that changed in any piece, for a comment; empty without pieces. */
export function overTimeMarkdown(report: OverTime): string {
  const lines = overTimeLines(report, 100);
  return lines.length === 0 ? "" : `\`\`\`\n${lines.slice(0, 60).join("\n").replaceAll("`", "'")}\n\`\`\``;
}

/** Written short: a report has thousands. */
function cell({ from, rows }: ReportWindow, column: WindowColumn | undefined, most: number): Markup {
  if (column === undefined || column.verdict === "noData") return raw(`<i class="n" title="${from}: can’t tell"></i>`);
  const level = Math.min(6, Math.floor((column.size / most) * 6.999));
  const said = `${from}: ${column.drifted ? "changed" : "unchanged"}, size ${measure(column.size)}, ${plural(rows, "row")}`;
  return raw(`<i class="${column.drifted ? "b" : "l"}${level}" title="${said}"></i>`);
}

const columnIn = ({ columns }: ReportWindow, name: string): WindowColumn | undefined => columns.find((column) => column.name === name);

function statusIn(window: ReportWindow, name: string): ColumnStatus {
  const column = columnIn(window, name);
  return column === undefined ? "cantTell" : columnStatus(column);
}

const worst = (statuses: readonly ColumnStatus[]): ColumnStatus => ORDER.find((status) => statuses.includes(status)) ?? "cantTell";

/** In the report's order, those alone that the pieces compare. */
function columnsOf({ columns, windows = [] }: OverTime): string[] {
  const judged = new Set(windows.flatMap((window) => window.columns.map(({ name }) => name)));
  return columns.map(({ name }) => name).filter((name) => judged.has(name));
}

/** "12 pieces, 2013-06-01 to 2013-06-13". */
function spanText(windows: readonly ReportWindow[]): string {
  const short = (text = ""): string =>
    text
      .replace(/T00:00:00\.000Z$/, "")
      .replace(/:\d\d\.\d+Z$/, " UTC")
      .replace("T", " ");
  return `${plural(windows.length, "piece")}, ${short(windows[0]?.from)} to ${short(windows.at(-1)?.to)}`;
}
