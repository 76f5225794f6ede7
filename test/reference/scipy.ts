import chiSquare from "../../analyzers/statistics/methods/chi-square.ts";
import andersonDarling from "../../analyzers/statistics/methods/anderson-darling.ts";
import cramerVonMises from "../../analyzers/statistics/methods/cramer-von-mises.ts";
import energy from "../../analyzers/statistics/methods/energy.ts";
import eppsSingleton from "../../analyzers/statistics/methods/epps-singleton.ts";
import fisherExact from "../../analyzers/statistics/methods/fisher-exact.ts";
import gTest from "../../analyzers/statistics/methods/g-test.ts";
import hellinger from "../../analyzers/statistics/methods/hellinger.ts";
import jensenShannon from "../../analyzers/statistics/methods/jensen-shannon.ts";
import kolmogorovSmirnov from "../../analyzers/statistics/methods/kolmogorov-smirnov.ts";
import lInfinity from "../../analyzers/statistics/methods/l-infinity.ts";
import mannWhitney from "../../analyzers/statistics/methods/mann-whitney.ts";
import psi from "../../analyzers/statistics/methods/psi.ts";
import totalVariation from "../../analyzers/statistics/methods/total-variation.ts";
import { wassersteinDistance } from "../../analyzers/statistics/methods/wasserstein.ts";
import welchT from "../../analyzers/statistics/methods/welch-t.ts";
import zTest from "../../analyzers/statistics/methods/z-test.ts";
import type { DriftMethod, MethodResult } from "../../analyzers/statistics/method.ts";
import type { NumericSample, Sample } from "../../analyzers/statistics/sample.ts";
import { sturgesEdges } from "../../analyzers/statistics/conventions/evidently-bins.ts";
import { closedCounts } from "../../analyzers/statistics/conventions/closed-counts.ts";
import { binnedPair, decilePair, sharesOf } from "../../analyzers/statistics/two-sample/bins.ts";
import { contingencyTest } from "../../analyzers/statistics/two-sample/contingency.ts";
import { cramerVonMises as cramerVonMisesOf, cramerVonMisesExact, cramerVonMisesLimit } from "../../analyzers/statistics/two-sample/cramer-von-mises.ts";
import { mannWhitneyExactTail } from "../../analyzers/statistics/distributions/mann-whitney-exact-tail.ts";
import { mannWhitneyPValues, mannWhitneyRanks } from "../../analyzers/statistics/two-sample/mann-whitney-ranks.ts";
import { pooled } from "../../analyzers/statistics/two-sample/pooled.ts";
import { fewValues } from "../../analyzers/statistics/two-sample/few-values.ts";
import { flooredShares, jensenShannonDistance, stabilityIndex } from "../../analyzers/statistics/two-sample/shares.ts";
import { studentT } from "../../analyzers/statistics/distributions/student-t.ts";
import { twoSampleKsPValue } from "../../analyzers/statistics/two-sample/two-sample-ks.ts";
import type { ColumnRecord } from "./column-record.ts";
import { compareAll, explained, type Outcome, type Recorded } from "./outcome.ts";

type Pair = readonly [what: string, ours: number | null, recorded: Recorded];
type Check = (reference: Sample, current: Sample, record: ColumnRecord) => readonly Pair[] | string;

/** scipy's 1 − cdf keeps this much rounding, whatever the p-value. */
const ROUNDING = 4e-15;

const notOffered =
  (what: string): Check =>
  () =>
    `Tidemark does not offer ${what}`;
const ofNumbers =
  (check: (reference: NumericSample, current: NumericSample, record: ColumnRecord) => readonly Pair[] | string): Check =>
  (reference, current, record) =>
    reference.type === "numeric" && current.type === "numeric" ? check(reference, current, record) : "the column is not numeric";
const ofMethod =
  (method: DriftMethod): Check =>
  (reference, current, record) =>
    resultPairs(method.compare(reference, current), record);

function resultPairs(result: MethodResult, record: ColumnRecord): readonly Pair[] {
  return [
    ["statistic", result.statistic, record.value],
    ["p-value", result.pValue, record.p_value],
  ];
}

/** Sizes where scipy has a sign. */
const sizeOf = (record: ColumnRecord): ColumnRecord => ({ ...record, value: typeof record.value === "number" ? Math.abs(record.value) : record.value });

const CHECKS: Readonly<Record<string, Check>> = {
  ks_2samp: ofNumbers((reference, current, { params, value, p_value }) => {
    if (params["alternative"] !== "two-sided") return "Tidemark's kolmogorov-smirnov is two-sided: it does not offer one-sided D";
    const d = kolmogorovSmirnov.compare(reference, current).statistic;
    const kind = params["method"] === "asymp" ? "asymptotic" : params["method"] === "exact" ? "exact" : "auto";
    return [
      ["statistic", d, value],
      ["p-value", twoSampleKsPValue(d ?? Number.NaN, reference.total, current.total, kind), p_value],
    ];
  }),
  anderson_ksamp: (reference, current, record) =>
    record.params["variant"] === "midrank"
      ? resultPairs(andersonDarling.compare(reference, current), record)
      : "Tidemark's anderson-darling uses midranks: it does not offer the right-sided variant",
  cramervonmises_2samp: ofNumbers((reference, current, record) => {
    const found = cramerVonMisesOf(reference, current);
    const ours = cramerVonMises.compare(reference, current);
    if (record.params["method"] === "auto") return resultPairs(ours, record);
    return [
      ["statistic", ours.statistic, record.value],
      ["p-value", record.params["method"] === "exact" ? cramerVonMisesExact(found) : cramerVonMisesLimit(found), record.p_value],
    ];
  }),
  mannwhitneyu: ofNumbers((reference, current, record) => {
    const ranks = mannWhitneyRanks(reference, current);
    const pairs = reference.total * current.total;
    if (record.params["method"] === "exact")
      return [
        ["U", ranks.u, record.value],
        ["p-value", Math.min(1, 2 * mannWhitneyExactTail(Math.max(ranks.u, pairs - ranks.u), reference.total, current.total)), record.p_value],
      ];
    const values = mannWhitneyPValues(ranks, record.params["use_continuity"] === true);
    const alternative = record.params["alternative"] as "two-sided" | "less" | "greater";
    return [
      ["U", ranks.u, record.value],
      ["p-value", alternative === "two-sided" ? values.twoSided : values[alternative], record.p_value],
      ["statistic", mannWhitney.compare(reference, current).statistic, Math.abs((2 * ranks.u) / pairs - 1)],
    ];
  }),
  ttest_ind: ofNumbers((reference, current, record) => {
    const welch = record.params["equal_var"] === false;
    const { t, degreesOfFreedom, pValue } = studentT(reference, current, welch ? "separate" : "pooled");
    const own: readonly Pair[] = welch ? resultPairs(welchT.compare(reference, current), sizeOf(record)) : [];
    return [["t", t, record.value], ["degrees of freedom", degreesOfFreedom, record.df ?? null], ["p-value", pValue, record.p_value], ...own];
  }),
  epps_singleton_2samp: ofMethod(eppsSingleton),
  energy_distance: ofMethod(energy),
  wasserstein_distance: ofNumbers((reference, current, { value }) => [["statistic", wassersteinDistance(reference, current), value]]),
  psi_deciles: (reference, current, record) => {
    if (reference.type !== "numeric" || current.type !== "numeric" || fewValues(reference, current, 20) === null)
      return resultPairs(psi.compare(reference, current), record);
    // Few values are bins of their own in Tidemark; the recorded value has the deciles' in any case.
    return [["statistic", stabilityIndex(flooredShares(sharesOf(decilePair(reference, current)))), record.value]];
  },
  jensenshannon: (reference, current, record) => {
    const unit = record.params["base"] === 2 ? 1 : Math.sqrt(Math.LN2);
    if (reference.type !== "numeric" || current.type !== "numeric")
      return [["statistic", (jensenShannon.compare(reference, current).statistic ?? Number.NaN) * unit, record.value]];
    const edges = sturgesEdges(pooled(reference, current), { integers: record.integers });
    const shares = sharesOf({ reference: closedCounts(reference, edges), current: closedCounts(current, edges) });
    return [["statistic", jensenShannonDistance(shares) * unit, record.value]];
  },
  chi2_contingency: (reference, current, record) => {
    if (record.params["lambda_"] === "cressie-read") return "Tidemark does not offer the Cressie–Read divergence";
    if (record.params["correction"] === true) return resultPairs(contingencyTest(binnedPair(reference, current), { yates: true }), record);
    return resultPairs((record.params["lambda_"] === "pearson" ? chiSquare : gTest).compare(reference, current), record);
  },
  tvd: ofMethod(totalVariation),
  l_infinity: ofMethod(lInfinity),
  hellinger: ofMethod(hellinger),
  fisher_exact: (reference, current, record) =>
    resultPairs(fisherExact.compare(reference, current), { ...record, value: Math.abs(Math.log(Number(record.value))) }),
  z_two_proportions_pooled: (reference, current, record) => resultPairs(zTest.compare(reference, current), sizeOf(record)),
  cramers_v: notOffered("Cramér's V (chi-square's effect size here is total variation)"),
  levene: notOffered("Levene's test"),
  brunnermunzel: notOffered("Brunner and Munzel's test"),
};

/** One record of scipy_columns.json against ours, to 1e-9 relative. */
export function checkScipy(record: ColumnRecord, reference: Sample, current: Sample): Outcome {
  const check = CHECKS[record.method];
  if (check === undefined) return { kind: "failed", why: `no check for scipy's ${record.method}` };
  const pairs = check(reference, current, record);
  if (typeof pairs === "string") return explained(pairs);
  return compareAll(pairs, { relative: 1e-9, absolute: record.method === "cramervonmises_2samp" ? ROUNDING : 0 });
}
