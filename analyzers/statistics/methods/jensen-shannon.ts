import { defineDriftMethod } from "../method.ts";
import { binnedShares } from "../two-sample/bins.ts";
import { jensenShannonDistance } from "../two-sample/shares.ts";

/** Jensen–Shannon distance, the root of the divergence to base 2, 0–1; empty bins as they are. scipy's `jensenshannon(p, q, base=2)`. Up to 20 distinct numbers are their own bins, others go by the reference's deciles.
 * [Endres and Schindelin 2003, A new metric for probability distributions] */
export default defineDriftMethod({
  name: "jensen-shannon",
  appliesTo: ["numeric", "categorical"],
  publishedThreshold: 0.1,
  compare: (reference, current, options) => ({ statistic: jensenShannonDistance(binnedShares(reference, current, options?.bins)), pValue: null }),
});
