import { type MethodResult, noResult } from "../method.ts";
import { wassersteinDistance } from "../methods/wasserstein.ts";
import zTestMethod from "../methods/z-test.ts";
import { type Sample, sum } from "../sample.ts";
import { countsByLevel } from "../two-sample/bins.ts";
import { chiSquareSurvival } from "../distributions/chi-square-survival.ts";
import { mannWhitneyExactTail } from "../distributions/mann-whitney-exact-tail.ts";
import { mannWhitneyPValues, mannWhitneyRanks } from "../two-sample/mann-whitney-ranks.ts";
import { weightedDeviation } from "../two-sample/moments.ts";
import { relativeEntropy } from "../two-sample/shares.ts";
import { studentT } from "../distributions/student-t.ts";
import type { ColumnDetails } from "./convention.ts";
import { evidentlyShares, filled } from "./evidently-bins.ts";

const LEAST_DEVIATION = 0.001;
const EXACT_ROWS = 8;

/** W1 over the reference's standard deviation or 0.001, whichever is larger. */
export function wasserstein(reference: Sample, current: Sample): MethodResult {
  if (reference.type !== "numeric" || current.type !== "numeric") return noResult("wasserstein compares numbers, got categories");
  return { statistic: wassersteinDistance(reference, current) / Math.max(weightedDeviation(reference), LEAST_DEVIATION), pValue: null };
}

/** scipy's `entropy(p, q)` of the filled shares, which renormalises them. */
export function kullbackLeibler(reference: Sample, current: Sample, details: ColumnDetails): MethodResult {
  const shares = filled(evidentlyShares(reference, current, details));
  const normalised = (side: readonly number[]): readonly number[] => side.map((share) => share / sum(side));
  return { statistic: Math.max(0, relativeEntropy({ reference: normalised(shares.reference), current: normalised(shares.current) })), pValue: null };
}

/** One-sided: the p-value of the reference's values being smaller; exact with at most eight rows on a side and no ties. */
export function mannWhitney(reference: Sample, current: Sample): MethodResult {
  if (reference.type !== "numeric" || current.type !== "numeric") return noResult("mann-whitney compares numbers, got categories");
  const ranks = mannWhitneyRanks(reference, current);
  const exact = !ranks.ties && Math.min(ranks.reference, ranks.current) <= EXACT_ROWS;
  const pairs = ranks.reference * ranks.current;
  const pValue = exact ? mannWhitneyExactTail(pairs - ranks.u, ranks.reference, ranks.current) : mannWhitneyPValues(ranks).less;
  return { statistic: Math.abs((2 * ranks.u) / pairs - 1), pValue };
}

/** Student's t with pooled variances. */
export function studentTest(reference: Sample, current: Sample): MethodResult {
  if (reference.type !== "numeric" || current.type !== "numeric") return noResult("welch-t compares numbers, got categories");
  if (Math.min(reference.total, current.total) < 2) return noResult("welch-t needs at least two rows on each side");
  const { t, pValue } = studentT(reference, current, "pooled");
  return Number.isFinite(t) ? { statistic: Math.abs(t), pValue } : noResult("both sides are constant at different values, so t has no bound");
}

/** One-sample chi-square: the reference counts as exact. A level that it never had divides by 0: p-value 0, and the statistic leaves that level out. */
export function oneSampleChiSquare(reference: Sample, current: Sample): MethodResult {
  const pair = countsByLevel(reference, current);
  const expected = pair.reference.map((rows) => (rows * current.total) / reference.total);
  const statistic = sum(expected.map((rows, level) => (rows === 0 ? 0 : ((pair.current[level] ?? 0) - rows) ** 2 / rows)));
  return { statistic, pValue: expected.includes(0) ? 0 : chiSquareSurvival(statistic, expected.length - 1) };
}

/** One-sample G of the current counts against the reference's; Evidently raises unless both sides have equally many rows. A level that the reference never had:
 * p-value 0, and the statistic leaves that level out. */
export function oneSampleG(reference: Sample, current: Sample): MethodResult {
  if (reference.total !== current.total)
    return noResult("evidently's g_test raises unless both sides have equally many rows; leave the convention out for a two-sample G");
  const pair = countsByLevel(reference, current);
  const terms = pair.current.map((rows, level) => (rows === 0 || pair.reference[level] === 0 ? 0 : 2 * rows * Math.log(rows / (pair.reference[level] ?? 1))));
  const statistic = Math.max(0, sum(terms));
  return { statistic, pValue: pair.reference.includes(0) ? 0 : chiSquareSurvival(statistic, pair.reference.length - 1) };
}

/** Its p-value is 1 minus a distribution function, so 0 in the far tail. */
export function zTest(reference: Sample, current: Sample): MethodResult {
  const result = zTestMethod.compare(reference, current);
  return result.statistic === null || result.pValue === null ? result : { statistic: result.statistic, pValue: 2 * (1 - (1 - result.pValue / 2)) };
}
