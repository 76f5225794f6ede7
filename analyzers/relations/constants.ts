import { fisherPValues } from "../drift/statistics/fisher-p-values.ts";
import { percent } from "../in-words.ts";
import type { RelationCandidate } from "./relation-check.ts";
import type { RelationColumn, RelationData } from "./relation-data.ts";

const LEAST_ROWS = 20;

/** Whether each column has one value only in the current data and had others in the reference: Fisher's exact p-value of the share of that value. One candidate for each column of both sides. */
export function constantCandidates(reference: RelationData, current: RelationData): readonly RelationCandidate[] {
  return [...current.columns.values()].flatMap((column) => {
    const before = reference.columns.get(column.name);
    return before?.type === column.type ? [constantCandidate(before, column)] : [];
  });
}

function constantCandidate(before: RelationColumn, now: RelationColumn): RelationCandidate {
  const value = onlyValue(now);
  const [rows, wasRows, alike] = value === null ? [0, 0, 0] : [rowsWith(now), rowsWith(before), rowsWith(before, value)];
  const share = value === null || wasRows === 0 ? null : alike / wasRows;
  const became = share !== null && share < 1 && rows >= LEAST_ROWS;
  return {
    check: "constant",
    columns: [now.name],
    statistic: became ? 1 - share : 0,
    pValue: became
      ? fisherPValues([
          [alike, wasRows - alike],
          [rows, 0],
        ]).twoSided
      : 1,
    thresholdAt: () => null,
    reference: share,
    current: share === null ? null : 1,
    size: became ? 1 - share : 0,
    describe: () =>
      became
        ? `${now.name} is ${value} in all ${rows} rows looked at, in the reference in ${percent(share)} of ${wasRows}`
        : `${now.name} ${value === null ? "has several values" : `is ${value}, as in the reference`}`,
    source: "difference of the shares of the one value; Fisher's exact test, two-sample",
  };
}

/** The value of all rows that have one; null when there are several, or none. */
function onlyValue(column: RelationColumn): string | null {
  let only: string | null = null;
  for (const value of valuesOf(column)) {
    if (only !== null && only !== value) return null;
    only = value;
  }
  return only;
}

/** Rows with this value, or with any. */
function rowsWith(column: RelationColumn, wanted?: string): number {
  let rows = 0;
  for (const value of valuesOf(column)) if (wanted === undefined || value === wanted) rows += 1;
  return rows;
}

function* valuesOf(column: RelationColumn): Generator<string> {
  if (column.type === "categorical") for (const code of column.codes) if (code >= 0) yield column.levels[code] ?? "";
  if (column.type !== "categorical")
    for (const value of column.values) if (!Number.isNaN(value)) yield column.type === "datetime" ? new Date(value).toISOString() : String(value);
}
