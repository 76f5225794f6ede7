import { compareTexts } from "../../analyzers/statistics/multivariate/compare-texts.ts";
import type { ReferenceData } from "./columns.ts";
import type { EvidentlyVectorRecord } from "./evidently-vectors.ts";
import { type Outcome, PASS } from "./outcome.ts";

/** Evidently's text classifiers depend on a seed: ours must give the verdict, `abs` by AUC over the threshold, `perc` by its p-value under 5 % (Evidently: over the 95th percentile of random AUCs). */
export function checkEvidentlyText(record: EvidentlyVectorRecord, data: ReferenceData): Outcome {
  const textsOf = (rows: string): readonly string[] => data.cells("text", { file: record.file, where: ["set", rows.replace("set==", "")] });
  const { statistic, pValue } = compareTexts(textsOf(record.ref), textsOf(record.cur));
  const auc = ((statistic ?? 0) + 1) / 2;
  const drifted = record.method.startsWith("abs") ? auc > (record.threshold ?? 1) : (pValue ?? 1) < 1 - (record.threshold ?? 1);
  return drifted === record.drift ? PASS : { kind: "failed", why: `drift is ${drifted} (AUC ${auc}, p ${pValue}), recorded ${record.drift} (${record.value})` };
}
