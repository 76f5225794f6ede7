import { defineDriftMethod, noResult } from "../method.ts";
import { studentT } from "../distributions/student-t.ts";

/** Size of Welch's t of the difference in means, 0 and upward, two-sided p-value; scipy's `ttest_ind(equal_var=False)`. It needs two rows on each side; no spread on both sides: t is 0 for equal
 * means and without bound for others, which has no result. [Welch 1947, The generalization of "Student's" problem] */
export default defineDriftMethod({
  name: "welch-t",
  appliesTo: ["numeric"],
  publishedThreshold: 0.05,
  compare(reference, current) {
    if (reference.type !== "numeric" || current.type !== "numeric") return noResult("welch-t compares numbers, got categories");
    if (Math.min(reference.total, current.total) < 2) return noResult("welch-t needs at least two rows on each side");
    const { t, pValue } = studentT(reference, current);
    if (!Number.isFinite(t) && Math.max(reference.values.length, current.values.length) === 1)
      return noResult("both sides are constant at different values, so t has no bound");
    return { statistic: Math.abs(t), pValue };
  },
});
