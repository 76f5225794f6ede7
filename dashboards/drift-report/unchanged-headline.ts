import type { DriftReport, ReportColumn } from "../../analyzers/report/drift-report.ts";
import { count, measure, percent, plural } from "../words/format.ts";
import { printable } from "./printable.ts";

/** Rows a side under which a report without a change says how little it could see. */
const FEW_ROWS = 1_000;

/** From here on a change that would have been missed is large: standard deviations, and share of rows. */
const LARGE = { sd: 0.5, share: 0.25 } as const;

/** The sentence of a report without a change: unchanged is only said where a change of some size would have shown. */
export function unchangedHeadline(
  { reference, current }: Pick<DriftReport, "reference" | "current">,
  unchanged: readonly ReportColumn[],
): { readonly first: string; readonly next: string } {
  const columns = `${plural(unchanged.length, "column")} of ${printable(current.name)}`;
  if (seesLittle({ reference, current }, unchanged))
    return {
      first: `We can’t tell from so few rows (${count(current.rows)} against ${count(reference.rows)}): ${columns} show${unchanged.length === 1 ? "s" : ""} no change, but only a large one would.`,
      next: "What now: compare more rows.",
    };
  return { first: `Nothing changed: ${columns} ${unchanged.length === 1 ? "is" : "are"} distributed as in ${printable(reference.name)}.`, next: "" };
}

/** Whether so few rows could have shown only a large change of some column. */
export function seesLittle({ reference, current }: Pick<DriftReport, "reference" | "current">, unchanged: readonly ReportColumn[]): boolean {
  const blind = unchanged.some(({ detectable }) => detectable === null || detectable.value >= (detectable.unit === "share" ? LARGE.share : LARGE.sd));
  return blind && Math.min(reference.rows, current.rows) < FEW_ROWS;
}

/** What could have been seen: "A change of 0.08 standard deviations, or in 4.1 % of rows, would have shown": of the column that shows least; empty where nobody knows. */
export function powerSentence(unchanged: readonly ReportColumn[]): string {
  const worst = (unit: string): number => Math.max(0, ...unchanged.map(({ detectable }) => (detectable?.unit === unit ? detectable.value : 0)));
  const parts = [worst("sd") > 0 ? `of ${measure(worst("sd"))} standard deviations` : "", worst("share") > 0 ? `in ${percent(worst("share"))} of rows` : ""];
  const text = parts.filter((part) => part !== "").join(", or ");
  return text === "" ? "" : `A change ${text} would have shown in each, with a chance of 90\u202f%`;
}
