import { defineDriftMethod } from "../method.ts";
import { sum } from "../sample.ts";
import { binnedShares } from "../statistics/bins.ts";

/** Jensen–Shannon distance, the root of the divergence to base 2, 0–1; empty bins as they are. scipy's `jensenshannon(p, q, base=2)`. Numbers are binned by the reference's deciles.
 * [Endres and Schindelin 2003, A new metric for probability distributions] */
export default defineDriftMethod({
  name: "jensen-shannon",
  appliesTo: ["numeric", "categorical"],
  publishedThreshold: 0.1,
  compare(reference, current) {
    const shares = binnedShares(reference, current);
    const terms = shares.reference.map((p, bin) => {
      const q = shares.current[bin] ?? 0;
      return relative(p, (p + q) / 2) + relative(q, (p + q) / 2);
    });
    return { statistic: Math.sqrt(Math.max(0, sum(terms) / 2)), pValue: null };
  },
});

function relative(share: number, middle: number): number {
  return share === 0 ? 0 : share * Math.log2(share / middle);
}
