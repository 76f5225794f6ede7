import { fromFindingRow, toFindingRow } from "../findings/finding-rows.ts";
import type { Finding } from "../findings/finding.ts";

/** One value that came out otherwise; `what` is its path, as `evidence.checks[0].pValue`. */
export interface Difference {
  readonly what: string;
  readonly recorded: unknown;
  readonly recomputed: unknown;
}

/** What a finding says; the rest names it, says when it was judged, and from what. */
const SAID = [
  "verdict",
  "material",
  "severity",
  "cause",
  "summary",
  "statistic",
  "statisticName",
  "pValue",
  "threshold",
  "thresholdSource",
  "effect",
  "coverage",
  "rows",
  "evidence",
] as const satisfies readonly (keyof Finding)[];

/** Every value in which a stored finding and the same one judged again differ: numbers by `Object.is`, to the last digit. */
export function differencesBetween(recorded: Finding, recomputed: Finding): readonly Difference[] {
  // What storing does to a finding (no NaN, no absent keys) is no difference.
  const again = fromFindingRow(toFindingRow(recomputed));
  return SAID.flatMap((what) => compare(what, recorded[what], again[what]));
}

function compare(what: string, recorded: unknown, recomputed: unknown): readonly Difference[] {
  if (Object.is(recorded, recomputed)) return [];
  if (!isBranch(recorded) || !isBranch(recomputed)) return [{ what, recorded, recomputed }];
  const keys = new Set([...Object.keys(recorded), ...Object.keys(recomputed)]);
  const listed = Array.isArray(recorded);
  return [...keys].flatMap((key) => compare(listed ? `${what}[${key}]` : `${what}.${key}`, recorded[key], recomputed[key]));
}

function isBranch(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
