import { html } from "hono/html";
import type { ReportColumn } from "../../analyzers/report/drift-report.ts";
import type { Markup } from "../charts/svg.ts";
import { count } from "../words/format.ts";
import { lengthText, valueText } from "./column-values.ts";
import { whatChanged } from "./what-changed.ts";
import { effectInterval, effectText, missingText } from "./words.ts";

interface Line {
  readonly text: string;
  readonly bold: boolean;
}

/** How large the change is, in the column's own unit with its interval, and both sides; in bold what the verdict is about. */
export function changeCell(column: ReportColumn): Markup {
  const about = whatChanged(column);
  const lines: Line[] = [
    { text: effectText(column), bold: about.has("effect") },
    { text: effectInterval(column), bold: false },
    ...sidesLines(column, about.has("spread")),
    { text: `missing ${missingText(column)}`, bold: about.has("missing") },
  ];
  return html`${lines
    .filter(({ text }) => text !== "")
    .map(({ text, bold }, index) => html`${index > 0 ? html`<br />` : ""}${bold ? html`<b>${text}</b>` : text}`)}`;
}

function sidesLines(column: ReportColumn, spread: boolean): Line[] {
  const { type, sides } = column;
  const { reference, current } = sides;
  if (reference.mean !== null && current.mean !== null) {
    const deviations =
      reference.deviation === null || current.deviation === null
        ? ""
        : `sd ${lengthText(column, reference.deviation)} → ${lengthText(column, current.deviation)}`;
    return [
      { text: `mean ${valueText(column, reference.mean)} → ${valueText(column, current.mean)}`, bold: false },
      { text: deviations, bold: spread },
    ];
  }
  if (type === "categorical" && reference.distinct !== current.distinct)
    return [{ text: `${count(reference.distinct)} → ${count(current.distinct)} categories`, bold: false }];
  return [];
}
