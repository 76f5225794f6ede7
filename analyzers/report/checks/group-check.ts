import { hypergeometricPValue, hypergeometricThreshold, leastHypergeometricPValue } from "../../statistics/two-sample/hypergeometric-test.ts";
import type { Check } from "../check.ts";
import type { CheckName } from "../drift-report.ts";

/** Rows of each side, and how many of them are in a group that the pooled rows alone define. */
export interface Group {
  readonly reference: number;
  readonly current: number;
  readonly rows: { readonly reference: number; readonly current: number };
  readonly detail: string;
}

export const EXACT = "exact two-sample test (hypergeometric)";

/** Whether a group's share changed: the statistic is the difference of its shares; of several groups the one least like chance counts, its p-value times their number (Bonferroni). At least one group. */
export function groupCheck(check: CheckName, groups: readonly Group[]): Check {
  const judged = groups.map((group) => ({ group, margins: marginsOf(group), pValue: hypergeometricPValue({ ...marginsOf(group), inCurrent: group.current }) }));
  const possible = judged.filter(({ margins }) => margins.size > 0 && margins.size < margins.total);
  const [first = judged[0]] = possible.toSorted((a, b) => a.pValue - b.pValue);
  if (first === undefined) throw new RangeError("groupCheck requires at least one group");
  const times = Math.max(1, possible.length);
  const { group } = first;
  const statistic = Math.abs(share(group.current, group.rows.current) - share(group.reference, group.rows.reference));
  return {
    check,
    statistic,
    pValue: Math.min(1, times * first.pValue),
    leastPValue: Math.min(1, times * Math.min(1, ...possible.map(({ margins }) => leastHypergeometricPValue(margins)))),
    thresholdAt: (level) => hypergeometricThreshold(first.margins, level / times),
    size: statistic,
    detail: group.detail,
    source: times > 1 ? `${EXACT}, for ${times} groups` : EXACT,
  };
}

function marginsOf({ reference, current, rows }: Group): { size: number; current: number; total: number } {
  return { size: reference + current, current: rows.current, total: rows.reference + rows.current };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
