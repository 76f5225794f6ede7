import type { MultivariateCheck } from "../../../../analyzers/report/drift-report.ts";
import type { RelationCheck } from "../../../../analyzers/relations/relation-check.ts";

/** A relation that changed, if not told otherwise. */
export function makeRelation(more: Partial<RelationCheck> = {}): RelationCheck {
  const drifted = more.drifted ?? true;
  return {
    check: "correlation",
    columns: ["a", "b"],
    statistic: drifted ? 0.96 : 0.02,
    pValue: drifted ? 1.1e-17 : 0.21,
    threshold: 0.0694,
    level: 1.26e-5,
    reference: 0.8,
    current: drifted ? 0.1 : 0.79,
    size: drifted ? 0.7 : 0.01,
    drifted,
    detail: `rank correlation of a and b: 0.80 in the reference, now ${drifted ? "0.10" : "0.79"}`,
    source: "difference of Fisher's z of Spearman's rho; two-sample",
    ...more,
  };
}

/** What a domain classifier says of all columns together: changed, if not told otherwise. */
export function makeTogether(more: Partial<MultivariateCheck> = {}): MultivariateCheck {
  return { method: "domain-classifier", statistic: 0.612, pValue: 2e-7, level: 0.0033, drifted: true, source: "300 permutations of 4000 rows", ...more };
}

export const duplicates = makeRelation({
  check: "duplicates",
  columns: [],
  statistic: 0.12,
  threshold: 0,
  detail: "12 % of the rows repeat another one, 0 % of as many rows of the reference",
});
