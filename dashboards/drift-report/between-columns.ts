import type { DriftReport, MultivariateCheck } from "../../analyzers/report/drift-report.ts";
import type { RelationCheck } from "../../analyzers/relations/relation-check.ts";

/** What a report says of more than one column; empty where it was not asked for. */
export interface BetweenColumns {
  /** Relations that changed, the surest first. */
  readonly changed: readonly RelationCheck[];
  /** Of those that did not, the ones that came nearest, the nearest first. */
  readonly nearest: readonly RelationCheck[];
  /** The multivariate methods under which the columns together changed. */
  readonly together: readonly MultivariateCheck[];
}

/** The relations and multivariate checks of a report by how they stand. */
export function betweenColumns({ relations = [], multivariate = [] }: Pick<DriftReport, "relations" | "multivariate">): BetweenColumns {
  return {
    changed: relations.filter(({ drifted }) => drifted),
    nearest: relations.filter(({ drifted }) => !drifted).toSorted((a, b) => a.pValue - b.pValue),
    together: multivariate.filter(({ drifted }) => drifted),
  };
}
