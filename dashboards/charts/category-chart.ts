import { html } from "hono/html";
import type { CategoricalDistribution } from "../../analyzers/findings/finding.ts";
import { cutTo } from "../words/cut-to.ts";
import { percent, plural } from "../words/format.ts";
import { boxesPath, chart, path, type Markup } from "./svg.ts";

const ROW = 19;
const LEFT = 270;
const RIGHT = 610;

/**
 * Paired bars of the categories that changed most, reference above current, and the rest as one line.
 * @param options `lean`: three instead of five, and few words, for pages of very many charts.
 */
export function categoryChart(name: string, distribution: CategoricalDistribution, options: { readonly lean?: boolean } = {}): Markup {
  const { lean = false } = options;
  const most = lean ? 3 : 5;
  const entries = distribution.categories.map((category, index) => ({
    category,
    reference: distribution.reference[index] ?? 0,
    current: distribution.current[index] ?? 0,
  }));
  const lumped = entries.length > 1 ? othersIn(entries.at(-1)?.category ?? "") : 0;
  const rows = entries.slice(0, lumped > 0 ? -1 : entries.length).toSorted((a, b) => Math.abs(b.current - b.reference) - Math.abs(a.current - a.reference));
  const shown = rows.slice(0, rows.length === most + 1 ? most + 1 : most);
  const others = [...rows.slice(shown.length), ...(lumped > 0 ? entries.slice(-1) : [])];
  const otherNames = plural(rows.length - shown.length + lumped, "other");
  const widest = Math.max(...shown.flatMap((row) => [row.reference, row.current]), Number.MIN_VALUE);
  const width = (share: number): number => (share / widest) * (RIGHT - LEFT);
  const sum = (side: "reference" | "current"): string => percent(others.reduce((total, row) => total + row[side], 0));
  return chart({
    height: (shown.length + (others.length > 0 ? 1 : 0)) * ROW + 2,
    text: lean
      ? `Largest changes of ${name}`
      : `Largest changes of ${name}: ${shown.map((row) => `${row.category} ${percent(row.reference)} to ${percent(row.current)}`).join(", ")}${others.length > 0 ? `; ${otherNames}` : ""}`,
    plot: [
      path("ref", boxesPath(shown.map((row, index) => [LEFT, index * ROW + 3, width(row.reference), 6] as const))),
      path("curfill", boxesPath(shown.map((row, index) => [LEFT, index * ROW + 10, width(row.current), 6] as const))),
    ],
    overlay: [
      ...shown.map(
        (row, index) =>
          html`<text y="${index * ROW + 14}" class="cat">${clipped(row.category)}</text
            ><text x="100%" y="${index * ROW + 14}" class="end">${percent(row.reference)} → ${percent(row.current)}</text>`,
      ),
      others.length > 0
        ? html`<text y="${shown.length * ROW + 14}" class="quiet">${otherNames}</text
            ><text x="100%" y="${shown.length * ROW + 14}" class="end quiet">${sum("reference")} → ${sum("current")}</text>`
        : html``,
    ],
  });
}

/** How many a last entry "987 others" stands for; 0 for a category of its own. */
const othersIn = (category: string): number => Number(/^(\d+) others$/.exec(category)?.[1] ?? 0);

const clipped = (text: string): string => (text === "" ? "(empty)" : cutTo(text, 11));
