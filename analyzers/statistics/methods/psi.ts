import { defineDriftMethod } from "../method.ts";
import { binnedShares } from "../two-sample/bins.ts";
import { flooredShares, stabilityIndex } from "../two-sample/shares.ts";

/** Population stability index, in nats: the sum over bins of (p − q) ln(p / q), p reference share, q current share; symmetric in the shares, 0 and upward. Shares are floored at 1e-4 on
 * both sides, not renormalised, so an empty bin counts but the value stays finite. Up to 20 distinct numbers are their own bins, others go by the reference's deciles. [Siddiqi 2006, Credit risk scorecards] */
export default defineDriftMethod({
  name: "psi",
  appliesTo: ["numeric", "categorical"],
  publishedThreshold: 0.25,
  compare: (reference, current, options) => ({ statistic: stabilityIndex(flooredShares(binnedShares(reference, current, options?.bins))), pValue: null }),
});
