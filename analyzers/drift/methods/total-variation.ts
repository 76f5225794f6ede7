import { defineDriftMethod } from "../method.ts";
import { sum } from "../sample.ts";
import { binnedShares } from "../statistics/bins.ts";

/** Total variation distance, half the sum of the absolute differences of the shares, 0–1: the share of rows that would have to change bins. Numbers are binned by the reference's deciles. */
export default defineDriftMethod({
  name: "total-variation",
  appliesTo: ["numeric", "categorical"],
  publishedThreshold: 0.1,
  compare(reference, current) {
    const shares = binnedShares(reference, current);
    return { statistic: sum(shares.reference.map((p, bin) => Math.abs(p - (shares.current[bin] ?? 0)))) / 2, pValue: null };
  },
});
