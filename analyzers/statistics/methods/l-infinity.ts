import { defineDriftMethod } from "../method.ts";
import { binnedShares } from "../two-sample/bins.ts";
import { largestDifference } from "../two-sample/shares.ts";

/** Largest absolute difference of the shares of a bin, 0–1. Up to 20 distinct numbers are their own bins, others go by the reference's deciles. TensorFlow Data Validation's L-infinity norm. */
export default defineDriftMethod({
  name: "l-infinity",
  appliesTo: ["numeric", "categorical"],
  publishedThreshold: 0.1,
  compare: (reference, current, options) => ({ statistic: largestDifference(binnedShares(reference, current, options?.bins)), pValue: null }),
});
