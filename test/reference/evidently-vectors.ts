import {
  evidentlyDiscrepancy,
  evidentlyDistance,
  evidentlyRatio,
  type PeerVerdict,
} from "../../analyzers/statistics/multivariate/conventions/evidently-vectors.ts";
import domainClassifier from "../../analyzers/statistics/multivariate/methods/domain-classifier.ts";
import type { Matrix } from "../../analyzers/statistics/multivariate/matrix.ts";
import type { ReferenceData } from "./columns.ts";
import { checkEvidentlyText } from "./evidently-text.ts";
import { compareAll, explained, type Outcome, PASS } from "./outcome.ts";
import { vectorsOf } from "./vectors.ts";

/** One record of evidently_embeddings_text.json. */
export interface EvidentlyVectorRecord {
  readonly method: string;
  readonly params: {
    readonly dist?: "euclidean" | "cosine" | "cityblock" | "chebyshev";
    readonly bootstrap?: boolean | null;
    readonly quantile_probability?: number;
    readonly pca_components?: number | null;
    readonly component_stattest?: "wasserstein" | "ks";
    readonly component_stattest_threshold?: number;
  };
  readonly file: string;
  readonly ref: string;
  readonly cur: string;
  readonly columns: string;
  readonly value: number;
  readonly threshold: number | null;
  readonly drift: boolean;
}

const RELATIVE = { relative: 1e-9 };

/** Distances, shares of components and MMD to 1e-9 with the verdict, bootstrapped or not; of its classifiers, which depend on a seed, the verdict. */
export function checkEvidentlyVectors(record: EvidentlyVectorRecord, data: ReferenceData): Outcome {
  if (record.method.includes("text")) return checkEvidentlyText(record, data);
  const side = (rows: string): Matrix => vectorsOf(data, { file: record.file, rows, columns: record.columns });
  const [reference, current] = [side(record.ref), side(record.cur)];
  if (record.method === "embeddings_model") return checkModel(record, reference, current);
  const found = compute(record, reference, current);
  const outcome = compareAll([["statistic", found.statistic, record.value]], RELATIVE);
  return outcome.kind === "pass" && found.drifted !== record.drift ? { kind: "failed", why: `drift is ${found.drifted}, recorded ${record.drift}` } : outcome;
}

function compute({ method, params }: EvidentlyVectorRecord, reference: Matrix, current: Matrix): PeerVerdict {
  const quantile = params.bootstrap === true ? (params.quantile_probability ?? null) : null;
  if (method === "embeddings_distance")
    return evidentlyDistance(reference, current, params.dist ?? "euclidean", { components: params.pca_components ?? null, quantile });
  if (method === "embeddings_mmd") return evidentlyDiscrepancy(reference, current, { quantile });
  const test = params.component_stattest === "ks" ? "kolmogorov-smirnov" : "wasserstein";
  return evidentlyRatio(reference, current, test, params.component_stattest_threshold ?? 0.1);
}

function checkModel(record: EvidentlyVectorRecord, reference: Matrix, current: Matrix): Outcome {
  const { statistic, pValue } = domainClassifier.compare(reference, current);
  const auc = ((statistic ?? 0) + 1) / 2;
  const drifted = record.threshold === null ? (pValue ?? 1) < 0.05 : auc > record.threshold;
  if (drifted === record.drift) return PASS;
  if (drifted && !record.cur.includes("current_same"))
    return explained(
      `the sides differ and ours finds it (AUC ${auc.toFixed(2)}, p ${pValue?.toExponential(0)}); Evidently's has AUC ${record.value.toFixed(2)}`,
    );
  return { kind: "failed", why: `drift is ${drifted} (AUC ${auc}, p ${pValue}), recorded ${record.drift}` };
}
