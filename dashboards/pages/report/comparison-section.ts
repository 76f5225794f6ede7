import { html } from "hono/html";
import { categoryChart } from "../../charts/category-chart.ts";
import { dataTable } from "../../charts/data-table.ts";
import { distributionChart } from "../../charts/distribution-chart.ts";
import { distributionTable } from "../../charts/distribution-table.ts";
import type { Markup } from "../../charts/svg.ts";
import { areaSwatch, swatch } from "../../charts/swatch.ts";
import { count, measure, percent, plural, quantity, signed } from "../../words/format.ts";
import type { ZonedTime } from "../../words/zoned-time.ts";
import type { AskedComparison, Comparison } from "./comparison.ts";
import type { ComparedColumn } from "./compare-columns.ts";
import type { AskedPeriod } from "./period.ts";

/** Columns that are drawn; the others are in the table. */
const DRAWN = 4;

/** What the page is compared with, in its address, beside its period. */
export function comparisonSwitch(asked: AskedComparison, period: AskedPeriod, versions: readonly string[]): Markup {
  const kept = [
    ...(period.last === undefined ? [] : [`period=${period.last}`]),
    ...(period.from === undefined ? [] : [`from=${period.from}`]),
    ...(period.to === undefined ? [] : [`to=${period.to}`]),
  ];
  const link = (value: string, text: string, current: boolean): Markup =>
    html`<a href="?${[...kept, `compare=${encodeURIComponent(value)}`].join("&")}" ${current ? html`aria-current="true"` : ""}>${text}</a> `;
  return html`<nav class="period" aria-label="Compared with">
    <span class="quiet small">Compared with</span>
    ${link("baseline", "the baseline", asked.kind === "baseline")}${link("previous", "also the period before", asked.kind === "previous")}${versions.length < 2 ? "" : versions.map((version) => link(`version:${version}`, `also version ${version}`, asked.kind === "version" && asked.version === version))}
  </nav>`;
}

/** The period beside another time or a version: distributions and how far they moved. It decides nothing and alerts nobody. */
export function comparisonSection({ asked, from, to, columns }: Comparison, time: ZonedTime, units: ReadonlyMap<string, string>): Markup {
  const other = asked.kind === "version" ? `version ${asked.version}` : time.range(from, to);
  if (columns.length === 0)
    return html`<p>
      Nothing can be compared: ${asked.kind === "version" ? `version ${asked.version} or another one of this period` : "this period or the one before"} has no
      rows of these columns. Choose another period or version.
    </p>`;
  return html`<p class="small quiet">
      <span class="key">${areaSwatch()}${other}</span>
      <span class="key">${swatch("cur")}this period${asked.kind === "version" ? ", other versions" : ""}</span>. By whole hours. Provisional: it decides nothing
      and alerts nobody.
    </p>
    ${columns.slice(0, DRAWN).map((column) => drawn(column, other, units.get(column.name) ?? ""))}
    ${dataTable(
      `${plural(columns.length, "column")} against ${other}`,
      ["Column", "Rows", "Rows there", "Now", "There", "Moved", "Distance"],
      columns.map((column) => [
        column.name,
        count(column.rows),
        count(column.otherRows),
        column.mean === null ? "its mix" : measure(column.mean),
        column.otherMean === null ? "its mix" : measure(column.otherMean),
        moved(column),
        measure(column.distance),
      ]),
    )}`;
}

function drawn(column: ComparedColumn, other: string, unit: string): Markup {
  const { name, distribution, mean, otherMean } = column;
  const shift =
    mean === null || otherMean === null
      ? ""
      : `${signed(mean - otherMean)}${unit === "" ? "" : ` ${unit}`} on average (${measure(otherMean)} to ${quantity(mean, unit)}); `;
  return html`<figure>
    <figcaption><b>${name}</b>: ${shift}${moved(column)}, distance ${measure(column.distance)}</figcaption>
    ${distribution.kind === "numeric" ? distributionChart(name, unit, distribution) : categoryChart(name, distribution)}
    ${distributionTable(distribution, [other, "this period"])}
  </figure>`;
}

function moved({ deviations, mean, distance }: ComparedColumn): string {
  if (mean === null) return `${percent(distance)} of rows moved`;
  return deviations === null ? "another value" : `${measure(Math.abs(deviations))} standard deviations`;
}
