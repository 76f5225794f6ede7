import type { ColumnNull } from "../null/column-null.ts";
import { shareAt, shareChance } from "../null/rare-share.ts";
import { type Check, shareSource } from "./check.ts";

/**
 * Whether more rows lack the column than the baseline lets expect: beta-binomial, exact where windows do not differ, with what the baseline's windows teach of how its share comes and goes. Fewer missing rows are no drift, however surprising.
 * The statistic is the share.
 */
export function missingCheck(known: ColumnNull, rows: number, missing: number): Check {
  const share = missing / rows;
  return {
    check: "missing",
    statistic: share,
    pValue: shareChance(known.missingShare(), { of: missing, rows }),
    thresholdAt: (level) => shareAt(known.missingShare(), level, rows),
    effect: Math.max(0, share - known.missing / Math.max(1, known.rows)),
    detail: `${missing} of ${rows} rows, in the baseline ${known.missing} of ${known.rows}`,
    source: shareSource(known, known.missingShare()),
  };
}
