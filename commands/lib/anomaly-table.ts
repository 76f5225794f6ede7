import { visibleLine } from "../../visible-text.ts";
import type { Anomaly } from "../../analyzers/schema/anomaly.ts";

/** What `tidemark check` found, for people: one anomaly two lines, errors first. */
export function anomalyTable(result: {
  readonly data: string;
  readonly schema: string;
  readonly rows: number;
  readonly columns: number;
  readonly anomalies: readonly Anomaly[];
}): string {
  const { data, schema, rows, columns, anomalies } = result;
  if (anomalies.length === 0) return `${data}: ${rows} rows, ${columns} columns, as ${schema} says.\n`;
  const width = Math.max(...anomalies.map(({ kind }) => kind.length));
  const lines = anomalies.flatMap(({ severity, kind, detail, expected }) => [
    `${severity.padEnd(7)}  ${kind.padEnd(width)}  ${detail}`,
    `${" ".repeat(7)}  ${" ".repeat(width)}  expected: ${expected}`,
  ]);
  const errors = anomalies.filter(({ severity }) => severity === "error").length;
  return `${lines.map(visibleLine).join("\n")}\n\n${data}: ${rows} rows; ${errors} errors and ${anomalies.length - errors} warnings by ${schema}.\n`;
}
