import { peerDiscrepancy } from "../../analyzers/statistics/multivariate/conventions/peer-mmd.ts";
import type { MultivariateMethod } from "../../analyzers/statistics/multivariate/method.ts";
import domainClassifier from "../../analyzers/statistics/multivariate/methods/domain-classifier.ts";
import mmd from "../../analyzers/statistics/multivariate/methods/mmd.ts";
import type { ReferenceData } from "./columns.ts";
import { compareAll, explained, type Outcome, PASS } from "./outcome.ts";
import { vectorsOf } from "./vectors.ts";

/** A multivariate record of alibi_detect.json. */
export interface AlibiVectorRecord {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly file: string;
  readonly ref: string;
  readonly cur: string;
  readonly columns: string;
  readonly value: number;
  readonly p_value: number;
  readonly threshold: number;
  readonly drift: number;
}

/** Alibi sums a kernel of up to a million pairs, each near 1, in single precision. */
const SINGLE_SUMS = { relative: 1e-6, absolute: 5e-7 };

/** MMD: its value to single precision and its verdict; classifier: ours gives the same verdict; LSDD is not offered, our MMD must give its verdict. */
export function checkAlibiVectors(record: AlibiVectorRecord, data: ReferenceData): Outcome {
  const sides = [record.ref, record.cur].map((rows) => vectorsOf(data, { file: record.file, rows, columns: record.columns }));
  const [reference, current] = [sides[0] ?? NONE, sides[1] ?? NONE];
  if (record.method === "MMDDrift") {
    const found = peerDiscrepancy(reference, current, record.params["configure_kernel_from_x_ref"] === true ? "alibi-reference" : "alibi-between");
    const outcome = compareAll([["statistic", found.statistic, record.value]], SINGLE_SUMS);
    return outcome.kind === "pass" ? sameVerdict(found.pValue, record) : outcome;
  }
  const method: MultivariateMethod = record.method === "ClassifierDrift" ? domainClassifier : mmd;
  const { pValue } = method.compare(reference, current);
  const outcome = sameVerdict(pValue, record);
  if (record.method === "LSDDDrift") return outcome.kind === "pass" ? explained("LSDD is not offered; our mmd gives the same verdict") : outcome;
  if (outcome.kind === "failed" && record.cur.includes("current_same"))
    return explained(`both sides come from one set, so Alibi's verdict (p ${record.p_value.toFixed(3)}) is a false alarm; ours has p ${pValue?.toFixed(3)}`);
  return outcome;
}

const NONE = { rows: 0, columns: 0, values: new Float64Array(0) };

function sameVerdict(pValue: number | null, record: AlibiVectorRecord): Outcome {
  const drift = Number((pValue ?? 1) < record.threshold);
  return drift === record.drift ? PASS : { kind: "failed", why: `drift is ${drift} (p-value ${pValue}), recorded ${record.drift} (${record.p_value})` };
}
