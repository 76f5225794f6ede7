import { defineDriftMethod, noResult } from "../method.ts";
import { andersonDarling } from "../two-sample/anderson-darling.ts";

/** Anderson–Darling's two-sample statistic with midranks, normalised to mean 0 and standard deviation 1 without a change, so it can be below 0; p-value by interpolation, never outside 0.001–0.25;
 * scipy's `anderson_ksamp(variant="midrank")`. It needs four rows and two distinct values. [Scholz and Stephens 1987, K-sample Anderson–Darling tests] */
export default defineDriftMethod({
  name: "anderson-darling",
  appliesTo: ["numeric"],
  publishedThreshold: 0.05,
  compare(reference, current) {
    if (reference.type !== "numeric" || current.type !== "numeric") return noResult("anderson-darling compares numbers, got categories");
    if (reference.total + current.total < 4) return noResult("anderson-darling needs at least four rows on both sides together");
    if (reference.values.length === 1 && current.values.length === 1 && reference.values[0] === current.values[0])
      return noResult("anderson-darling needs two distinct values, all rows have one");
    return andersonDarling(reference, current);
  },
});
