import { defineDriftMethod } from "../method.ts";
import { binnedPair } from "../two-sample/bins.ts";
import { contingencyTest } from "../two-sample/contingency.ts";

/** Log-likelihood ratio G of homogeneity of two samples, without correction; scipy's `chi2_contingency(correction=False, lambda_="log-likelihood")`. An empty cell adds nothing.
 * A column with one category only has statistic 0 and p-value 1; the two sides need not have equally many rows. Up to 20 distinct numbers are their own bins, others go by the reference's deciles. [Woolf 1957] */
export default defineDriftMethod({
  name: "g-test",
  appliesTo: ["numeric", "categorical"],
  publishedThreshold: 0.05,
  compare: (reference, current, options) => contingencyTest(binnedPair(reference, current, options?.bins), { divergence: "log-likelihood" }),
});
