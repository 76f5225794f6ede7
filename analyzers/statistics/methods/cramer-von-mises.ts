import { defineDriftMethod, noResult } from "../method.ts";
import { cramerVonMises, cramerVonMisesExact, cramerVonMisesLimit } from "../two-sample/cramer-von-mises.ts";

const MAX_EXACT_ROWS = 20;

/** Cramér–von Mises two-sample T with midranks, 0 and upward; p-value as scipy's `cramervonmises_2samp` (auto): exact up to 20 rows on the larger side, else the limiting distribution, whose series
 * scipy (and so this) stops early: for T in the hundreds p stays near 1e-7. One value in all rows: statistic 0, p-value 1 (scipy's midranks make T large there when the sides differ in size, and so, less, with
 * any heavy ties: prefer kolmogorov-smirnov or epps-singleton for discrete columns). [Anderson 1962, On the distribution of the two-sample Cramér–von Mises criterion] */
export default defineDriftMethod({
  name: "cramer-von-mises",
  appliesTo: ["numeric"],
  publishedThreshold: 0.05,
  compare(reference, current) {
    if (reference.type !== "numeric" || current.type !== "numeric") return noResult("cramer-von-mises compares numbers, got categories");
    if (reference.values.length === 1 && current.values.length === 1 && reference.values[0] === current.values[0]) return { statistic: 0, pValue: 1 };
    const found = cramerVonMises(reference, current);
    const exact = Math.max(reference.total, current.total) <= MAX_EXACT_ROWS;
    return { statistic: Math.max(0, found.statistic), pValue: exact ? cramerVonMisesExact(found) : cramerVonMisesLimit(found) };
  },
});
