import { html } from "hono/html";
import type { ReportColumn } from "../../analyzers/report/drift-report.ts";
import type { Markup } from "../charts/svg.ts";
import { count, measure } from "../pages/format.ts";
import { effectInterval, effectText, missingText } from "./words.ts";

interface Line {
  readonly text: string;
  readonly bold: boolean;
}

/** How large the change is, in the column's own unit with its interval, and both sides; in bold what the verdict is about. */
export function changeCell(column: ReportColumn): Markup {
  const about = aboutOf(column);
  const lines: Line[] = [
    { text: effectText(column), bold: about === "effect" },
    { text: effectInterval(column), bold: false },
    ...sidesLines(column, about === "spread"),
    { text: `missing ${missingText(column)}`, bold: about === "missing" },
  ];
  return html`${lines
    .filter(({ text }) => text !== "")
    .map(({ text, bold }, index) => html`${index > 0 ? html`<br />` : ""}${bold ? html`<b>${text}</b>` : text}`)}`;
}

/** A changed distribution whose mean may be the same has changed its spread or form. */
function aboutOf({ reasons, effect }: ReportColumn): "effect" | "spread" | "missing" | null {
  const failed = new Set(reasons.map(({ check }) => check));
  if (failed.has("distribution") || failed.has("levels")) return effect !== null && effect.low <= 0 && effect.high >= 0 ? "spread" : "effect";
  return failed.has("missing") ? "missing" : null;
}

function sidesLines({ type, sides: { reference, current } }: ReportColumn, spread: boolean): Line[] {
  if (reference.mean !== null && current.mean !== null) {
    const deviations = reference.deviation === null || current.deviation === null ? "" : `sd ${measure(reference.deviation)} → ${measure(current.deviation)}`;
    return [
      { text: `mean ${measure(reference.mean)} → ${measure(current.mean)}`, bold: false },
      { text: deviations, bold: spread },
    ];
  }
  return type === "categorical" && reference.distinct !== current.distinct
    ? [{ text: `${count(reference.distinct)} → ${count(current.distinct)} categories`, bold: false }]
    : [];
}
