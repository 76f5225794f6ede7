import { defineDriftMethod } from "../method.ts";
import { binnedShares } from "../two-sample/bins.ts";
import { hellingerDistance } from "../two-sample/shares.ts";

/** Hellinger distance √(Σ(√p − √q)² / 2) of the shares, 0–1; empty bins as they are. Up to 20 distinct numbers are their own bins, others go by the reference's deciles. [Hellinger 1909] */
export default defineDriftMethod({
  name: "hellinger",
  appliesTo: ["numeric", "categorical"],
  publishedThreshold: 0.1,
  compare: (reference, current, options) => ({ statistic: hellingerDistance(binnedShares(reference, current, options?.bins)), pValue: null }),
});
