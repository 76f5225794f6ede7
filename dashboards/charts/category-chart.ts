import { html } from "hono/html";
import type { Evidence } from "../../analyzers/finding.ts";
import { percent, plural } from "../pages/format.ts";
import { boxesPath, chart, path, type Markup } from "./svg.ts";

export type CategoricalDistribution = Extract<Evidence["distribution"], { readonly kind: "categorical" }>;

const SHOWN = 5;
const ROW = 19;
const LEFT = 270;
const RIGHT = 610;

/** Paired bars of the categories that changed most, reference above current, and the rest as one line. */
export function categoryChart(name: string, distribution: CategoricalDistribution): Markup {
  const rows = distribution.categories
    .map((category, index) => ({ category, reference: distribution.reference[index] ?? 0, current: distribution.current[index] ?? 0 }))
    .toSorted((a, b) => Math.abs(b.current - b.reference) - Math.abs(a.current - a.reference));
  const shown = rows.slice(0, rows.length === SHOWN + 1 ? SHOWN + 1 : SHOWN);
  const others = rows.slice(shown.length);
  const widest = Math.max(...shown.flatMap((row) => [row.reference, row.current]), Number.MIN_VALUE);
  const width = (share: number): number => (share / widest) * (RIGHT - LEFT);
  const sum = (side: "reference" | "current"): string => percent(others.reduce((total, row) => total + row[side], 0));
  return chart({
    height: (shown.length + (others.length > 0 ? 1 : 0)) * ROW + 2,
    text: `Largest changes of ${name}: ${shown.map((row) => `${row.category} ${percent(row.reference)} to ${percent(row.current)}`).join(", ")}${others.length > 0 ? `; ${plural(others.length, "other")}` : ""}`,
    plot: [
      path("ref", boxesPath(shown.map((row, index) => [LEFT, index * ROW + 3, width(row.reference), 6] as const))),
      path("curfill", boxesPath(shown.map((row, index) => [LEFT, index * ROW + 10, width(row.current), 6] as const))),
    ],
    overlay: [
      ...shown.map(
        (row, index) =>
          html`<text x="0" y="${index * ROW + 14}" class="cat">${clipped(row.category)}</text
            ><text x="100%" y="${index * ROW + 14}" class="end">${percent(row.reference)} → ${percent(row.current)}</text>`,
      ),
      others.length > 0
        ? html`<text x="0" y="${shown.length * ROW + 14}" class="quiet">${plural(others.length, "other")}</text
            ><text x="100%" y="${shown.length * ROW + 14}" class="end quiet">${sum("reference")} → ${sum("current")}</text>`
        : html``,
    ],
  });
}

const clipped = (text: string): string => (text === "" ? "(empty)" : text.length > 11 ? `${text.slice(0, 10)}…` : text);
