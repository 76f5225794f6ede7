import { fileURLToPath } from "node:url";
import { compareByConvention, conventionMethod } from "../../analyzers/statistics/conventions/compare-by-convention.ts";
import { evidently } from "../../analyzers/statistics/conventions/evidently.ts";
import type { DriftMethod } from "../../analyzers/statistics/method.ts";
import { peerDiscrepancy } from "../../analyzers/statistics/multivariate/conventions/peer-mmd.ts";
import { type Matrix, matrixOf } from "../../analyzers/statistics/multivariate/matrix.ts";
import type { Sample } from "../../analyzers/statistics/sample.ts";
import { loadPlugin } from "../../plugins.ts";
import type { ColumnRecord } from "./column-record.ts";
import { compareAll, explained, type Outcome, PASS } from "./outcome.ts";

const NAMES = new Map(Object.entries(evidently).map(([name, { peerName }]) => [peerName as string, name]));
/** Evidently's 1 − cdf keeps this much rounding, whatever the p-value. */
const ROUNDING = 4e-15;

const ROUNDED = new Set(["cramer_von_mises", "z"]);
const SINGLE = { relative: 1e-7 };
const EXACT_ROWS = 20;

/** One record of evidently_columns.json against ours under its convention: value and p-value to 1e-9, and its verdict. Where it raises, our own method must answer or say why not. */
export async function checkEvidently(record: ColumnRecord, reference: Sample, current: Sample): Promise<Outcome> {
  if (record.method === "empirical_mmd") return checkDiscrepancy(record, reference, current);
  const name = NAMES.get(record.method);
  if (name === undefined) return { kind: "failed", why: `no check for Evidently's ${record.method}` };
  if (record.error !== undefined) return answers(name, reference, current);
  const result = compareByConvention("evidently", name, reference, current, { integers: record.integers });
  const values =
    record.stochastic === true
      ? [["statistic", result.statistic, record.value] as const]
      : ([
          ["statistic", result.statistic, record.value],
          ["p-value", result.pValue, record.p_value],
        ] as const);
  const outcome = compareAll(values, { relative: 1e-9, absolute: ROUNDED.has(record.method) ? ROUNDING : 0 });
  if (outcome.kind === "failed" && countsInSingles(record, reference, current) && compareAll(values, SINGLE).kind === "pass")
    return explained("Evidently counts the orders of its exact Cramér–von Mises test in single precision; ours is scipy's to 1e-9, and Evidently's to 1e-7");
  const drifted = conventionMethod("evidently", name)?.drifted(result, record.threshold ?? Number.NaN);
  return outcome.kind === "pass" && drifted !== record.drift ? { kind: "failed", why: `drift is ${drifted}, recorded ${record.drift}` } : outcome;
}

/** Evidently's MMD of one column, whose permutations have no seed: the value to 1e-9, and its verdict. */
function checkDiscrepancy(record: ColumnRecord, reference: Sample, current: Sample): Outcome {
  const found = peerDiscrepancy(rowsOf(reference), rowsOf(current), "evidently", { permutations: 100 });
  const outcome = compareAll([["statistic", found.statistic, record.value]], { relative: 1e-9 });
  const drifted = found.pValue < (record.threshold ?? Number.NaN);
  return outcome.kind === "pass" && drifted !== record.drift
    ? { kind: "failed", why: `drift is ${drifted} (p-value ${found.pValue}), recorded ${record.drift} (${record.p_value})` }
    : outcome;
}

function rowsOf(sample: Sample): Matrix {
  const rows = sample.type === "numeric" ? sample.values.flatMap((value, index) => Array.from({ length: sample.weights[index] ?? 0 }, () => [value])) : [];
  return matrixOf(rows);
}

/** A result, or a reason of more than a few words. */
async function answers(name: string, reference: Sample, current: Sample): Promise<Outcome> {
  const method = await loadPlugin<DriftMethod>(fileURLToPath(new URL(`../../analyzers/statistics/methods/${name}.ts`, import.meta.url)));
  const result = method.compare(reference, current);
  const answered = result.statistic === null ? result.note.split(" ").length > 4 : Number.isFinite(result.statistic) && (result.pValue ?? 0) >= 0;
  return answered ? PASS : { kind: "failed", why: "where Evidently raises, ours neither answers nor says why not" };
}

function countsInSingles(record: ColumnRecord, reference: Sample, current: Sample): boolean {
  return record.method === "cramer_von_mises" && Math.max(reference.total, current.total) <= EXACT_ROWS;
}
