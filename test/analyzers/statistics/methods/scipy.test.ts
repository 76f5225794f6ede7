import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import chiSquare from "../../../../analyzers/statistics/methods/chi-square.ts";
import jensenShannon from "../../../../analyzers/statistics/methods/jensen-shannon.ts";
import kolmogorovSmirnov from "../../../../analyzers/statistics/methods/kolmogorov-smirnov.ts";
import psi from "../../../../analyzers/statistics/methods/psi.ts";
import totalVariation from "../../../../analyzers/statistics/methods/total-variation.ts";
import { wassersteinDistance } from "../../../../analyzers/statistics/methods/wasserstein.ts";
import { type Sample, weightedSample } from "../../../../analyzers/statistics/sample.ts";
import { chiSquareSurvival } from "../../../../analyzers/statistics/distributions/chi-square-survival.ts";
import { kolmogorovSurvival } from "../../../../analyzers/statistics/distributions/kolmogorov-survival.ts";
import { decilePair, sharesOf } from "../../../../analyzers/statistics/two-sample/bins.ts";
import { fewValues } from "../../../../analyzers/statistics/two-sample/few-values.ts";
import { flooredShares, stabilityIndex } from "../../../../analyzers/statistics/two-sample/shares.ts";
import { twoSampleKsPValue } from "../../../../analyzers/statistics/two-sample/two-sample-ks.ts";

type Counts = readonly (readonly [string | number, number])[];
interface Column {
  readonly pair: string;
  readonly column: string;
  readonly reference: Counts;
  readonly current: Counts;
  readonly expected: readonly { readonly method: string; readonly variant: string | null; readonly value: number; readonly pValue: number | null }[];
}

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../fixtures/scipy/${name}.json`, import.meta.url), "utf8"));
}

const { columns } = fixture("columns") as { columns: readonly Column[] };
const distributions = fixture("distributions") as Record<"kstwo" | "exact" | "chi2", readonly (readonly number[])[]>;

function sampleOf(counts: Counts): Sample {
  if (typeof counts[0]?.[0] === "number") return weightedSample(counts.map(([value, rows]) => [Number(value), rows]));
  return {
    type: "categorical",
    counts: new Map(counts.map(([level, rows]) => [String(level), rows])),
    total: counts.reduce((total, [, rows]) => total + rows, 0),
  };
}

/** Within 1e-9 relative. */
function expectClose(actual: number | null | undefined, expected: number): void {
  expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected) + 1e-300);
}

const methods = { psi_deciles: psi, jensenshannon: jensenShannon, chi2_contingency: chiSquare, tvd: totalVariation } as const;

describe.each(columns)("$pair $column is scipy's to 1e-9", ({ reference, current, expected }) => {
  const [left, right] = [sampleOf(reference), sampleOf(current)];
  test.each(expected)("$method $variant", ({ method, variant, value, pValue }) => {
    if (left.type === "numeric" && right.type === "numeric" && method === "wasserstein_distance") return expectClose(wassersteinDistance(left, right), value);
    if (method === "ks_2samp") {
      const result = kolmogorovSmirnov.compare(left, right);
      expectClose(result.statistic, value);
      const kind = variant === "asymp" ? "asymptotic" : variant === "exact" ? "exact" : "auto";
      return expectClose(twoSampleKsPValue(result.statistic ?? Number.NaN, left.total, right.total, kind), pValue ?? Number.NaN);
    }
    // Few values are bins of their own; the recorded value has the deciles' in any case.
    if (method === "psi_deciles" && left.type === "numeric" && right.type === "numeric" && fewValues(left, right, 20) !== null)
      return expectClose(stabilityIndex(flooredShares(sharesOf(decilePair(left, right)))), value);
    const result = methods[method as keyof typeof methods].compare(left, right);
    expectClose(result.statistic, value);
    if (method === "chi2_contingency") expectClose(result.pValue, pValue ?? Number.NaN);
  });
});

describe("distributions are scipy's to 1e-9", () => {
  test.each(distributions.kstwo)("kstwo.sf, n = %d, d = %d", (n, d, expected) => expectClose(kolmogorovSurvival(n ?? 0, d ?? 0), expected ?? Number.NaN));
  test.each(distributions.exact)("exact two-sample p, D = %d, n = %d, m = %d", (d, n, m, expected) =>
    expectClose(twoSampleKsPValue(d ?? 0, n ?? 0, m ?? 0, "exact"), expected ?? Number.NaN),
  );
  test.each(distributions.chi2)("chi2.sf, x = %d, df = %d", (x, df, expected) => expectClose(chiSquareSurvival(x ?? 0, df ?? 0), expected ?? Number.NaN));
});
