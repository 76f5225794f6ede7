import { defineDriftMethod } from "../method.ts";
import { sum } from "../sample.ts";
import { binnedShares } from "../statistics/bins.ts";

const FLOOR = 1e-4;

/** Population stability index, in nats: the sum over bins of (p − q) ln(p / q), p reference share, q current share; symmetric in the shares, 0 and upward. Shares are floored at 1e-4 on
 * both sides, not renormalised, so an empty bin counts but the value stays finite. Numbers are binned by the reference's deciles. [Siddiqi 2006, Credit risk scorecards] */
export default defineDriftMethod({
  name: "psi",
  appliesTo: ["numeric", "categorical"],
  publishedThreshold: 0.25,
  compare(reference, current) {
    const shares = binnedShares(reference, current);
    const terms = shares.reference.map((share, bin) => {
      const [p, q] = [Math.max(share, FLOOR), Math.max(shares.current[bin] ?? 0, FLOOR)];
      return (p - q) * Math.log(p / q);
    });
    return { statistic: sum(terms), pValue: null };
  },
});
