import { defineDriftMethod } from "../method.ts";
import { binnedShares } from "../two-sample/bins.ts";
import { totalVariationDistance } from "../two-sample/shares.ts";

/** Total variation distance, half the sum of the absolute differences of the shares, 0–1: the share of rows that would have to change bins. Up to 20 distinct numbers are their own bins, others go by the reference's deciles. */
export default defineDriftMethod({
  name: "total-variation",
  appliesTo: ["numeric", "categorical"],
  publishedThreshold: 0.1,
  compare: (reference, current, options) => ({ statistic: totalVariationDistance(binnedShares(reference, current, options?.bins)), pValue: null }),
});
