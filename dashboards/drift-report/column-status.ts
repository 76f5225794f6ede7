import type { DriftReport, ReportColumn } from "../../analyzers/report/drift-report.ts";

/** How a column stands. `minor`: changed, but by less than the smallest change asked for. */
export type ColumnStatus = "changed" | "minor" | "cantTell" | "unchanged";

/** Shape and word of each, for where a colour alone would say it. */
export const STATUS_MARKS: Readonly<Record<ColumnStatus, { readonly shape: string; readonly word: string }>> = {
  changed: { shape: "◆", word: "changed" },
  minor: { shape: "◇", word: "changed a little" },
  cantTell: { shape: "?", word: "can’t tell" },
  unchanged: { shape: "✓", word: "unchanged" },
};

/** From the verdict. */
export function columnStatus({ verdict, drifted, material }: Pick<ReportColumn, "verdict" | "drifted" | "material">): ColumnStatus {
  if (verdict === "noData") return "cantTell";
  if (!drifted) return "unchanged";
  return material ? "changed" : "minor";
}

/** The columns by how they stand, each in the report's order. */
export function columnsByStatus({ columns }: Pick<DriftReport, "columns">): Readonly<Record<ColumnStatus, readonly ReportColumn[]>> {
  const of = (status: ColumnStatus): ReportColumn[] => columns.filter((column) => columnStatus(column) === status);
  return { changed: of("changed"), minor: of("minor"), cantTell: of("cantTell"), unchanged: of("unchanged") };
}
