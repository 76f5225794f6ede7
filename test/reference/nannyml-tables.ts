import { nannymlReconstruction } from "../../analyzers/statistics/multivariate/conventions/nannyml-reconstruction.ts";
import { encodeByReference, type Table } from "../../analyzers/statistics/multivariate/encode-table.ts";
import { type Matrix, takeRows } from "../../analyzers/statistics/multivariate/matrix.ts";
import domainClassifier from "../../analyzers/statistics/multivariate/methods/domain-classifier.ts";
import type { Cells, ReferenceData } from "./columns.ts";
import { type Checked, compareAll, type Outcome, PASS } from "./outcome.ts";

/** nannyml_*_multivariate.json: one object a method, one row a chunk. */
export interface NannymlTableRun {
  readonly method: string;
  readonly params: { readonly columns: readonly string[] };
  readonly reference: string;
  readonly analysis: string;
  readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
}

/** PCA: every value, sampling error, limit and alert to 1e-9; classifier, LightGBM there: its alerts. */
export function checkNannymlTables(run: NannymlTableRun, data: ReferenceData): readonly Checked[] {
  const table = (file: string): Table => run.params.columns.map((name) => columnOf(name, data.cells(name, { file })));
  const [reference, analysis] = encodeByReference(table(run.reference), table(run.analysis));
  const chunkOf = (row: NannymlTableRun["rows"][number]): Matrix => {
    const [from, to] = [Number(row["chunk/start_index"]), Number(row["chunk/end_index"]) + 1];
    const side = row["chunk/period"] === "reference" ? reference : analysis;
    return takeRows(
      side,
      Uint32Array.from({ length: to - from }, (_, index) => from + index),
    );
  };
  const outcomes = run.method === "domain_classifier" ? checkAlerts(run, reference, chunkOf) : checkErrors(run, reference, chunkOf);
  return run.rows.map((row, index) => ({
    name: `${run.method} ${row["chunk/period"]} ${row["chunk/key"]}`,
    outcome: outcomes[index] ?? { kind: "failed", why: "not compared" },
  }));
}

type ChunkOf = (row: NannymlTableRun["rows"][number]) => Matrix;

function checkErrors(run: NannymlTableRun, reference: Matrix, chunkOf: ChunkOf): readonly Outcome[] {
  const own = run.rows.filter((row) => row["chunk/period"] === "reference").map(chunkOf);
  const found = nannymlReconstruction(reference, own, run.rows.map(chunkOf));
  return run.rows.map((row, index) => {
    const recorded = (what: string): number => Number(row[`reconstruction_error/${what}`]);
    const chunk = found.chunks[index];
    const outcome = compareAll(
      [
        ["value", chunk?.value ?? null, recorded("value")],
        ["sampling error", chunk?.samplingError ?? null, recorded("sampling_error")],
        ["lower limit", found.lower, recorded("lower_threshold")],
        ["upper limit", found.upper, recorded("upper_threshold")],
      ],
      { relative: 1e-9 },
    );
    return outcome.kind === "pass" && chunk?.alert !== row["reconstruction_error/alert"] ? { kind: "failed", why: `alert is ${chunk?.alert}` } : outcome;
  });
}

function checkAlerts(run: NannymlTableRun, reference: Matrix, chunkOf: ChunkOf): readonly Outcome[] {
  return run.rows.map((row) => {
    const auc = ((domainClassifier.compare(reference, chunkOf(row)).statistic ?? 0) + 1) / 2;
    const alert = auc > Number(row["domain_classifier_auroc/upper_threshold"]);
    if (alert === row["domain_classifier_auroc/alert"]) return PASS;
    return { kind: "failed", why: `alert is ${alert} at AUC ${auc}, recorded ${row["domain_classifier_auroc/value"]}` };
  });
}

function columnOf(name: string, cells: Cells): Table[number] {
  const numeric = cells.every((cell) => cell === "" || Number.isFinite(Number(cell)));
  return numeric
    ? { name, type: "numeric", values: Float64Array.from(cells, (cell) => (cell === "" ? Number.NaN : Number(cell))) }
    : { name, type: "categorical", values: cells.map((cell) => (cell === "" ? null : cell)) };
}
