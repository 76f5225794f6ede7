import type { CheckName, ReportCheck, ReportColumn } from "../../analyzers/report/drift-report.ts";
import { intervalText } from "../words/describe-change.ts";
import { count, measure, percent, probability, quantity, signed } from "../words/format.ts";
import { readableEffect } from "./column-values.ts";
import { statisticInWords } from "../words/statistic-in-words.ts";

const CHECKS: Readonly<Record<CheckName, string>> = {
  distribution: "distribution",
  tail: "tail",
  missing: "missing values",
  levels: "categories",
  range: "range",
  type: "type",
  stuck: "stuck value",
  precision: "precision",
};

/** What a check looks at, in a word or two: "missing values". */
export function checkInWords(check: CheckName): string {
  return CHECKS[check];
}

/** The statistic of a check by name: the method's of the distribution, else the check's. */
export function statisticName({ check }: Pick<ReportCheck, "check">, method: string): string {
  return check === "distribution" ? statisticInWords(method) : CHECKS[check];
}

/** "+0.503 m on average", "4.1 % of rows moved"; empty where there is none. */
export function effectText(column: Pick<ReportColumn, "effect" | "type">): string {
  if (column.effect === null) return "";
  return column.effect.unit === "share" ? `${percent(column.effect.value)} of rows moved` : `${effectCell(column)} on average`;
}

/** The same in a cell: "+0.503 m", "4.1 % moved"; "–" where there is none. */
export function effectCell(column: Pick<ReportColumn, "effect" | "type">): string {
  const effect = readableEffect(column);
  if (effect === null) return "–";
  if (effect.unit === "share") return `${percent(effect.value)} moved`;
  return `${signed(effect.value)}${effect.unit === "" ? "" : `\u202f${effect.unit}`}`;
}

/** "95 % 0.495 to 0.51 m"; empty where there is none. */
export function effectInterval(column: Pick<ReportColumn, "effect" | "type">): string {
  const effect = readableEffect(column);
  return effect === null || effect.low === null || effect.high === null ? "" : intervalText({ ...effect, low: effect.low, high: effect.high });
}

/** "1.02 % → 4.3 %", or "none". */
export function missingText({ missing: { reference, current } }: Pick<ReportColumn, "missing">): string {
  return reference === 0 && current === 0 ? "none" : `${percent(reference)} → ${percent(current)}`;
}

/** "p < 0.0001 where 0.00067 was needed; permutation of the pooled rows". */
export function howSure({ pValue, level, source }: Pick<ReportCheck, "pValue" | "level" | "source">): string {
  return `${probability(pValue)}, level ${measure(level)}${source === "" ? "" : `; ${source}`}`;
}

/** What these rows could have shown, and what it would take to see half of it; empty where nobody knows. */
export function detectableText({ detectable }: Pick<ReportColumn, "detectable">): string {
  if (detectable === null) return "";
  const { value, unit, rowsForHalf } = detectable;
  return `${quantity(value, unit)} would have shown; half of that would need ${count(rowsForHalf)} rows a side`;
}

/** "can't tell (only 84 rows; 600 needed to see 0.2 sd)", or with the reason that the report gives. */
export function cantTellText({ detectable, sides, note, summary }: ReportColumn): string {
  if (note !== undefined) return `can’t tell: ${note}`;
  if (detectable === null) return `can’t tell: ${summary}`;
  const rows = Math.min(sides.reference.rows, sides.current.rows);
  return `can’t tell (only ${count(rows)} rows; ${count(detectable.rowsForHalf)} needed to see ${quantity(detectable.value / 2, detectable.unit)})`;
}
