import { referenceOf } from "../../words/baseline-since.ts";
import { html } from "hono/html";
import type { BlindSpot } from "../../../analyzers/findings/blind-spot.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { bulletChart } from "../../charts/bullet-chart.ts";
import { categoryChart } from "../../charts/category-chart.ts";
import { distributionChart } from "../../charts/distribution-chart.ts";
import { dataTable } from "../../charts/data-table.ts";
import { distributionTable } from "../../charts/distribution-table.ts";
import { slotsOf } from "../../charts/slots.ts";
import { sparkline } from "../../charts/sparkline.ts";
import type { Markup } from "../../charts/svg.ts";
import type { TimeAxis } from "../../charts/time-axis.ts";
import type { Anchors } from "./anchors.ts";
import type { ColumnView } from "./columns-view.ts";
import { findingPath } from "../../words/finding-path.ts";
import { describeChange, intervalText } from "../../words/describe-change.ts";
import { measure, percent, plural, probability, quantity, signed } from "../../words/format.ts";
import { isDefined } from "../glossary-page.ts";
import { injectedMark, statusMark } from "../status.ts";
import { statisticInWords } from "../../words/statistic-in-words.ts";
import { strengthOf } from "../../words/strength.ts";
import type { ZonedTime } from "../../words/zoned-time.ts";
import { capital } from "../../../alerts/render/words.ts";

export interface TableContext {
  readonly axis: TimeAxis;
  readonly time: ZonedTime;
  readonly reference: string;
  readonly anchor: Anchors;
}

/** Rows whose charts say their values and have them as tables behind; those after them lead to the page of their window, which does. */
const RICH = 3;
/** Windows, or stretches of them, that a chart over time stops at. */
const STOPS = 16;

/** Rows drawn of those that changed, rows of a line each after them, and of those that did not change; what is left out is named, and all of it is in the JSON. */
const DRAWN = { changed: 12, listed: 88, unchanged: 30 } as const;

const SHARES: ReadonlySet<string> = new Set(["levels", "missing", "range", "repeats"]);

/** One row a column, ranked; unchanged ones folded. */
export function columnsTable(columns: readonly ColumnView[], context: TableContext): Markup {
  const shown = columns.filter((column) => column.status !== "unchanged");
  const unchanged = columns.filter((column) => column.status === "unchanged");
  const names = unchanged.slice(0, DRAWN.unchanged).map(({ name }) => name);
  const others = shown.slice(DRAWN.changed);
  return html`${shown.length > 0 ? table(shown.slice(0, DRAWN.changed), context, RICH) : ""}${
    others.length > 0 ? calmTable(others.slice(0, DRAWN.listed), context) : ""
  }${leftOut(others.slice(DRAWN.listed))}${
    unchanged.length > 0
      ? html`<details>
          <summary>${plural(unchanged.length, "column")} unchanged: ${names.join(", ")}${unchanged.length > names.length ? " …" : ""}</summary>
          ${calmTable(unchanged.slice(0, DRAWN.unchanged), context)}${leftOut(unchanged.slice(DRAWN.unchanged))}
        </details>`
      : ""
  }`;
}

function leftOut(columns: readonly ColumnView[]): Markup {
  return columns.length === 0 ? html`` : html`<p class="small quiet">Not drawn, see the JSON: ${columns.map(({ name }) => name).join(", ")}.</p>`;
}

function table(columns: readonly ColumnView[], context: TableContext, rich: number): Markup {
  return html`<table class="stack cols" role="table">
    <thead>
      <tr>
        <th scope="col" class="c1">Column</th>
        <th scope="col" class="c2">Distribution, middle 98 %</th>
        <th scope="col" class="c3">Change</th>
        <th scope="col" class="c4">Statistic against its threshold</th>
      </tr>
    </thead>
    <tbody>
      ${columns.map((column, place) => row(column, context, place < rich))}
    </tbody>
  </table>`;
}

/** A line each: how far it is from its threshold and what would have shown; drawn on the page of its window. */
function calmTable(columns: readonly ColumnView[], { time, reference, anchor }: TableContext): Markup {
  return html`<table class="stack cols calm" role="table">
    <thead>
      <tr>
        <th scope="col" class="c1">Column</th>
        <th scope="col" class="c2">Change</th>
        <th scope="col">Statistic against its threshold</th>
        <th scope="col">Both sides</th>
      </tr>
    </thead>
    <tbody>
      ${columns.map(({ name, unit, focus, ...column }) =>
        focus === null
          ? ""
          : html`<tr role="row">
              <th scope="row" ${anchor(name)}>
                <b>${breakable(name)}</b
                >${unit ? html` <span class="quiet">${unit}</span>` : ""}${column.status === "unchanged" ? "" : html`<br />${statusMark(column.status, column.critical)}`}
              </th>
              <td data-label="Change">${changeCell({ name, unit, focus, ...column }, focus, reference)}</td>
              <td data-label="Statistic against its threshold">${statisticText(focus)}</td>
              <td data-label="Both sides"><a href="${findingPath(focus)}">${time.range(focus.windowStart, focus.windowEnd)}</a></td>
            </tr> `,
      )}
    </tbody>
  </table>`;
}

function statisticText(focus: Finding): Markup {
  const strength = strengthOf(focus);
  return html`${strength === null ? "" : bulletChart(statisticInWords(focus.statisticName), strength)}${strength?.text ?? ""}`;
}

function row(column: ColumnView, context: TableContext, rich: boolean): Markup {
  const { name, unit, focus, status, episode, history } = column;
  const { time, reference, anchor } = context;
  const head = html`<th scope="row" ${history.length > 0 ? html`rowspan="2"` : ""} ${anchor(name)}>
    <b>${breakable(name)}</b
    >${unit ? html` <span class="quiet">${unit}</span>` : ""}${column.prediction ? html` <span class="quiet">prediction</span>` : ""}<br />${statusMark(status, column.critical)}
    ${episode?.injected ? injectedMark : ""}${focus ? html`<br /><span class="quiet small">${time.range(focus.windowStart, focus.windowEnd)}</span>` : ""}
  </th>`;
  if (focus === null)
    return html`<tr role="row">
      ${head}
      <td colspan="3" data-label="Why">Not judged yet: a window of traffic has to end first.</td>
    </tr>`;
  if (focus.verdict === "noData")
    return html`<tr role="row">
        ${head}
        <td data-label="Why" colspan="3">${focus.summary} Coverage ${percent(focus.coverage)}, ${plural(focus.rows, "row")}.</td>
      </tr>
      ${overTime(column, context, null, rich)}`;
  return html`<tr role="row">
      ${head}
      <td data-label="Distribution, middle 98 %">${distribution(column, focus, context, rich)}</td>
      <td data-label="Change">${changeCell(column, focus, reference)}</td>
      <td data-label="Statistic against its threshold">${statisticCell(focus)}</td>
    </tr>
    ${overTime(column, context, episode?.since ?? null, rich)}`;
}

/** Its statistic over its own threshold, window by window, on the axis that all time charts of the page share. */
function overTime({ history }: ColumnView, { axis, time }: TableContext, crossed: number | null, rich: boolean): Markup {
  return html`<tr role="row" class="time">
    <td colspan="3" data-label="Over time; dashed: its threshold">
      ${sparkline({ history, axis, time, crossed, zones: rich ? STOPS : 0 })}${rich ? windowsTable(history, axis, time) : ""}
    </td>
  </tr> `;
}

/** The windows at which a chart stops, each the worst of its stretch. */
function windowsTable(history: readonly Finding[], axis: TimeAxis, time: ZonedTime): Markup {
  const worst = new Set(slotsOf(history, axis, STOPS).flatMap(({ finding }) => finding ?? []));
  return dataTable(
    worst.size < history.length ? "The worst windows as a table" : "The windows as a table",
    ["Window", "Statistic"],
    [...worst].map((finding) => [
      html`<a href="${findingPath(finding)}">${time.range(finding.windowStart, finding.windowEnd)}</a>`,
      finding.verdict === "noData" ? "not judged" : (strengthOf(finding)?.text ?? "–"),
    ]),
  );
}

function distribution({ name, unit }: ColumnView, focus: Finding, { reference, time }: TableContext, rich: boolean): Markup {
  const { distribution: shares } = focus.evidence;
  if (shares === undefined) return html`<span class="quiet">not recorded</span>`;
  const drawn = shares.kind === "numeric" ? distributionChart(name, unit, shares, rich ? { href: findingPath(focus) } : {}) : categoryChart(name, shares);
  return html`${drawn}${rich ? distributionTable(shares, [referenceOf(focus, reference), time.range(focus.windowStart, focus.windowEnd)]) : ""}`;
}

function changeCell(column: ColumnView, focus: Finding, reference: string): Markup {
  const { effect } = focus;
  const { status } = column;
  const missing = missingShares(focus);
  const least = smallestShift(focus);
  const size =
    effect === null
      ? ""
      : effect.unit === "share"
        ? percent(effect.value)
        : `${focus.evidence.distribution?.kind === "numeric" ? signed(effect.value) : measure(effect.value)}${effect.unit ? ` ${effect.unit}` : ""}`;
  if (column.blind !== null && status === "cantTell")
    return html`${size ? html`${size}<br />` : ""}<span class="small">${blindText(column.blind)}${missingText(missing)}</span>`;
  if (status === "unchanged")
    return html`${size ? html`${size}<br />` : ""}<span class="small quiet"
        >${size === "" ? "" : least === null ? "within what days differ by" : `within what days differ by; ${least} would have shown`}${missingText(missing)}</span
      >`;
  return html`${size ? html`<b>${size}</b><br />` : ""}<span class="small">${intervalText(effect)}</span
    >${(focus.cause === "trueShift" || focus.cause === null) && effect?.unit === column.unit ? "" : html`<br /><span class="small">${capital(describeChange(focus, referenceOf(focus, reference), status === "over" ? "past" : "now"))}</span>`}<span
      class="small quiet"
      >${missingText(missing)}</span
    >`;
}

/** "Nothing under 0.851 would have shown, and it cannot change by so much. Windows of 4d would show half of it." */
export function blindText({ value, unit, why, windowForHalf }: BlindSpot): string {
  const least = quantity(value, unit);
  const reason =
    why === "large"
      ? `Only a change of ${least} would have shown, far more than matters.`
      : `Nothing under ${unit === "share" ? `a total variation of ${measure(value)}` : least} would have shown, and it cannot change by so much.`;
  return `${reason} ${windowForHalf === null ? "Judge longer windows" : `Windows of ${WINDOWS[windowForHalf] ?? windowForHalf} would show half of that (drift.window)`}, or compare with a baseline of more days.`;
}

const WINDOWS: Readonly<Record<string, string>> = { "4h": "4 hours", "4d": "4 days", "4w": "4 weeks" };

/** Nothing where hardly any is missing before and now. */
function missingText(missing: ReturnType<typeof missingShares>): Markup {
  if (missing === null || Math.max(missing.reference, missing.current) < 0.0005) return html``;
  return html`<br />missing ${percent(missing.reference)} → ${percent(missing.current)}`;
}

function statisticCell(focus: Finding): Markup {
  const { statistic, statisticName, pValue, rows } = focus;
  const strength = strengthOf(focus);
  const name = statisticInWords(statisticName);
  const bare = statistic === null ? "" : SHARES.has(statisticName) && statistic <= 1 ? percent(statistic) : measure(statistic);
  return html`${strength === null ? html`<b>${bare}</b>` : html`${bulletChart(name, strength)}${strength.text}`}<br /><span class="small"
      >${isDefined(statisticName) ? html`<a href="/glossary#${statisticName}">${name}</a>` : name}${pValue === null ? "" : html`<br />${probability(pValue)}`},
      ${plural(rows, "row")}</span
    ><br /><a class="small" href="${findingPath(focus)}" aria-label="evidence, recompute: ${focus.subject}">evidence, recompute</a>`;
}

/** A long name may break after its underscores. */
function breakable(name: string): Markup {
  return html`${name.split("_").map((part, place) => html`${place > 0 ? html`_<wbr />` : ""}${part}`)}`;
}

/** The smallest shift that the window could have shown, where the evidence has it. */
function smallestShift({ evidence }: Finding): string | null {
  const shift = evidence["smallestShift"] as { value?: unknown; unit?: unknown } | null | undefined;
  return typeof shift?.value === "number" && typeof shift.unit === "string" ? quantity(shift.value, shift.unit) : null;
}

/** Share of rows without a value, before and now, where the evidence has it. */
function missingShares({ evidence }: Pick<Finding, "evidence">): { readonly reference: number; readonly current: number } | null {
  const missing = evidence["missing"] as { reference?: unknown; current?: unknown } | undefined;
  if (typeof missing?.reference !== "number" || typeof missing.current !== "number") return null;
  return { reference: missing.reference, current: missing.current };
}
