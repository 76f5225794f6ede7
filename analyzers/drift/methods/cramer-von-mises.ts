import { defineDriftMethod, noResult } from "../method.ts";
import { cramerVonMises, cramerVonMisesExact, cramerVonMisesLimit } from "../statistics/cramer-von-mises.ts";

const MAX_EXACT_ROWS = 20;

/** Cramér–von Mises two-sample T with midranks, 0 and upward; p-value as scipy's `cramervonmises_2samp` (auto): exact up to 20 rows on the larger side, else the limiting distribution, whose far
 * tail scipy (and so this) cuts off near 1e-7. [Anderson 1962, On the distribution of the two-sample Cramér–von Mises criterion] */
export default defineDriftMethod({
  name: "cramer-von-mises",
  appliesTo: ["numeric"],
  publishedThreshold: 0.05,
  compare(reference, current) {
    if (reference.type !== "numeric" || current.type !== "numeric") return noResult("cramer-von-mises compares numbers, got categories");
    const found = cramerVonMises(reference, current);
    const exact = Math.max(reference.total, current.total) <= MAX_EXACT_ROWS;
    return { statistic: Math.max(0, found.statistic), pValue: exact ? cramerVonMisesExact(found) : cramerVonMisesLimit(found) };
  },
});
