import { defineDriftMethod } from "../method.ts";
import { binnedShares } from "../two-sample/bins.ts";
import { flooredShares, relativeEntropy } from "../two-sample/shares.ts";

/** Kullback–Leibler divergence of the current data from the reference, in nats: the sum over bins of p ln(p / q), p reference share, q current share; not symmetric. Shares are floored at 1e-4
 * on both sides, not renormalised; the hair below 0 that this can give is 0. Up to 20 distinct numbers are their own bins, others go by the reference's deciles. [Kullback and Leibler 1951, On information and sufficiency] */
export default defineDriftMethod({
  name: "kullback-leibler",
  appliesTo: ["numeric", "categorical"],
  publishedThreshold: 0.1,
  compare: (reference, current, options) => ({
    statistic: Math.max(0, relativeEntropy(flooredShares(binnedShares(reference, current, options?.bins)))),
    pValue: null,
  }),
});
