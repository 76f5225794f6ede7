import { LRUCache } from "lru-cache";
import { detectableMix, detectableShift } from "../statistics/detectable.ts";
import type { ReportColumn } from "./drift-report.ts";

/** Columns of one report have the same rows, and mostly the same level: each is worked out once. */
const known = new LRUCache<string, { readonly found: ReportColumn["detectable"] }>({ max: 2_000 });

/** The smallest shift of a mean, in reference standard deviations, that so many rows show. */
export function smallestShift(reference: number, current: number, level: number): ReportColumn["detectable"] {
  return remembered(`shift/${reference}/${current}/${level}`, level, () => inUnit(detectableShift({ reference, current, level }), "sd"));
}

/** The smallest change of a mix of categories, as the share of rows that change level, that so many rows show. */
export function smallestMix(reference: number, current: number, levels: number, level: number): ReportColumn["detectable"] {
  return remembered(`mix/${reference}/${current}/${levels}/${level}`, level, () => inUnit(detectableMix({ reference, current, level, levels }), "share"));
}

function inUnit(found: ReturnType<typeof detectableShift>, unit: string): ReportColumn["detectable"] {
  return found === null ? null : { value: found.change, unit, rowsForHalf: found.rowsForHalf };
}

function remembered(key: string, level: number, find: () => ReportColumn["detectable"]): ReportColumn["detectable"] {
  if (level <= 0) return null;
  const before = known.get(key);
  if (before !== undefined) return before.found;
  const found = find();
  known.set(key, { found });
  return found;
}
