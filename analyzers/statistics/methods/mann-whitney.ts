import { defineDriftMethod, noResult } from "../method.ts";
import { mannWhitneyPValues, mannWhitneyRanks } from "../two-sample/mann-whitney-ranks.ts";

/** Mann–Whitney: the size of 2 AUC − 1, 0–1, AUC the chance that a row of the reference exceeds one of the current data (ties half); two-sided p-value, normal approximation with corrections for
 * ties and continuity, scipy's `mannwhitneyu(method="asymptotic")`. It sees shifts, not changes of spread. One value in all rows: statistic 0, p-value 1. [Mann and Whitney 1947] */
export default defineDriftMethod({
  name: "mann-whitney",
  appliesTo: ["numeric"],
  publishedThreshold: 0.05,
  compare(reference, current) {
    if (reference.type !== "numeric" || current.type !== "numeric") return noResult("mann-whitney compares numbers, got categories");
    const ranks = mannWhitneyRanks(reference, current);
    return { statistic: Math.abs((2 * ranks.u) / (reference.total * current.total) - 1), pValue: mannWhitneyPValues(ranks).twoSided };
  },
});
