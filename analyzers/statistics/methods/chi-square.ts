import { defineDriftMethod } from "../method.ts";
import { binnedPair } from "../two-sample/bins.ts";
import { contingencyTest } from "../two-sample/contingency.ts";

/** Pearson's chi-square of homogeneity of two samples (both are samples, neither is exact), without Yates's correction; scipy's `chi2_contingency(correction=False)`.
 * A column with one category only has statistic 0 and p-value 1; a level of one side only counts like any other. Up to 20 distinct numbers are their own bins, others go by the reference's deciles. [Pearson 1900] */
export default defineDriftMethod({
  name: "chi-square",
  appliesTo: ["numeric", "categorical"],
  publishedThreshold: 0.05,
  compare: (reference, current, options) => contingencyTest(binnedPair(reference, current, options?.bins)),
});
