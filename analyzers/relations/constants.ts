import { percent } from "../findings/in-words.ts";
import type { RelationCandidate } from "./relation-check.ts";
import type { RelationColumn, RelationData } from "./relation-data.ts";

const LEAST_ROWS = 20;

/**
 * Whether each column has one value only in the current data and had others in the reference. The p-value is the chance that all stretches of other values lie in the reference, were they as likely to begin at any row of
 * either side: (n / (n + m))^stretches. Stretches, not rows, since values may be held for many rows. One candidate for each column of both sides.
 */
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
    pValue: became ? (wasRows / (wasRows + rows)) ** stretchesWithout(before, value) : 1,
    thresholdAt: () => null,
    reference: share,
    current: share === null ? null : 1,
    size: became ? 1 - share : 0,
    describe: () =>
      became
        ? `${now.name} is ${value} in all ${rows} rows looked at, in the reference in ${percent(share)} of ${wasRows}`
        : `${now.name} ${value === null ? "has several values" : `is ${value}, as in the reference`}`,
    source: "difference of the shares of the one value; chance that stretches of other values lie on one side, two-sample",
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

/** Stretches of consecutive rows of one value, other than this one. */
function stretchesWithout(column: RelationColumn, value: string | null): number {
  let [stretches, last]: [number, string | null] = [0, null];
  for (const other of valuesOf(column)) {
    if (other !== value && other !== last) stretches += 1;
    last = other;
  }
  return stretches;
}

function* valuesOf(column: RelationColumn): Generator<string> {
  if (column.type === "categorical") for (const code of column.codes) if (code >= 0) yield column.levels[code] ?? "";
  if (column.type !== "categorical")
    for (const value of column.values) if (!Number.isNaN(value)) yield column.type === "datetime" ? new Date(value).toISOString() : String(value);
}
