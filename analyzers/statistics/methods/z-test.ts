import { defineDriftMethod, noResult } from "../method.ts";
import { normalSurvival } from "../distributions/normal-survival.ts";
import { twoLevels } from "../two-sample/two-levels.ts";

/** Size of the pooled two-proportion z, 0 and upward, two-sided p-value by the normal distribution, no continuity correction; the root of the chi-square. For columns with two categories, or two distinct numbers, on
 * both sides together; one category only has statistic 0 and p-value 1. */
export default defineDriftMethod({
  name: "z-test",
  appliesTo: ["twoNumbers", "categorical"],
  publishedThreshold: 0.05,
  compare(reference, current) {
    const table = twoLevels(reference, current);
    if (table === null) return noResult("z-test compares the shares of two categories, this column has more");
    const [[a, b], [c, d]] = table;
    const share = (a + c) / (a + b + c + d);
    const error = Math.sqrt(share * (1 - share) * (1 / (a + b) + 1 / (c + d)));
    const z = error === 0 ? 0 : Math.abs(a / (a + b) - c / (c + d)) / error;
    return { statistic: z, pValue: Math.min(1, 2 * normalSurvival(z)) };
  },
});
