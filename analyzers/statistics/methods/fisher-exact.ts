import { defineDriftMethod, noResult } from "../method.ts";
import { fisherPValues } from "../two-sample/fisher-p-values.ts";
import { twoLevels } from "../two-sample/two-levels.ts";

/** Fisher's exact test: size of the log odds ratio, 0 and upward; two-sided p-value, the sum of all tables no likelier than this one, scipy's `fisher_exact`. For columns with two categories, or two distinct numbers,
 * on both sides together; the sides need not have equally many rows. An empty cell (scipy's ratio is infinite) gets its odds ratio from half a row added to each (Haldane and Anscombe); the p-value stays
 * exact. One category only has statistic 0 and p-value 1. [Fisher 1922] */
export default defineDriftMethod({
  name: "fisher-exact",
  appliesTo: ["twoNumbers", "categorical"],
  publishedThreshold: 0.05,
  compare(reference, current) {
    const table = twoLevels(reference, current);
    if (table === null) return noResult("fisher-exact compares two categories, this column has more");
    if (table[0][1] + table[1][1] === 0) return { statistic: 0, pValue: 1 };
    const add = table.flat().includes(0) ? 0.5 : 0;
    const [[a, b], [c, d]] = table;
    return { statistic: Math.abs(Math.log((((a + add) / (b + add)) * (d + add)) / (c + add))), pValue: fisherPValues(table).twoSided };
  },
});
