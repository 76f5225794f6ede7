import type { CheckedColumn } from "./checked-column.ts";
import type { DistributionCheck } from "./checks/distribution.ts";
import type { ReportMethod } from "./drift-report.ts";
import type { MethodChoice } from "./method-choice.ts";

/** What a column tells of its distribution check: the method's own values, or those of the package whose convention was asked for. */
export function publishedResult(
  check: DistributionCheck | { readonly note: string },
  { method, convention }: MethodChoice,
  methods: readonly ReportMethod[],
): Pick<CheckedColumn, "statistic" | "pValue" | "note"> {
  const theirs = convention === null ? undefined : methods.find(({ name }) => name === method.name);
  if (theirs !== undefined) return { statistic: theirs.statistic, pValue: theirs.pValue, ...(theirs.note === undefined ? {} : { note: theirs.note }) };
  return "note" in check ? { statistic: null, pValue: null, note: check.note } : { statistic: check.statistic, pValue: check.publishedPValue };
}
