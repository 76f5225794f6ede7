import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type AlibiRecord, checkAlibi } from "./alibi.ts";
import { type AlibiVectorRecord, checkAlibiVectors } from "./alibi-vectors.ts";
import type { ColumnRecord } from "./column-record.ts";
import { type Cells, categoriesOf, numbersOf, type ReferenceData } from "./columns.ts";
import { checkEvidently } from "./evidently.ts";
import { checkEvidentlyVectors, type EvidentlyVectorRecord } from "./evidently-vectors.ts";
import { checkNannyml, type NannymlRun } from "./nannyml.ts";
import { checkEstimateErrors, checkNannymlEstimates } from "./nannyml-estimates.ts";
import { checkNannymlPerformance, type NannymlPerformanceRun } from "./nannyml-performance.ts";
import { checkNannymlStats, type NannymlStatsRun } from "./nannyml-stats.ts";
import { checkNannymlTables, type NannymlTableRun } from "./nannyml-tables.ts";
import type { Checked, Outcome } from "./outcome.ts";
import { checkScipy } from "./scipy.ts";
import { checkStream, type StreamRecord } from "./streams.ts";

type FileCheck = (content: unknown, data: ReferenceData, folder: string) => Promise<readonly Checked[]> | readonly Checked[];
type ColumnCheck = (
  record: ColumnRecord,
  reference: ReturnType<typeof numbersOf | typeof categoriesOf>,
  current: ReturnType<typeof numbersOf | typeof categoriesOf>,
) => Promise<Outcome> | Outcome;

/** What is compared: each file with how. */
export const FILES: ReadonlyMap<string, FileCheck> = new Map([
  ["scipy_columns.json", columns((record, reference, current) => checkScipy(record, reference, current))],
  ["evidently_columns.json", columns(checkEvidently)],
  [
    "alibi_detect.json",
    (content, data) =>
      (content as readonly (AlibiRecord | AlibiVectorRecord)[]).map((record) => ({
        name: "pair" in record ? `${record.method} ${record.pair} ${JSON.stringify(record.params)}` : `${record.method} ${record.file} ${record.cur}`,
        outcome: "pair" in record ? checkAlibi(record, data) : checkAlibiVectors(record, data),
      })),
  ],
  [
    "evidently_embeddings_text.json",
    (content, data) =>
      (content as readonly EvidentlyVectorRecord[]).map((record) => ({
        name: `${record.method} ${record.file} ${record.cur} ${JSON.stringify(record.params)}`,
        outcome: checkEvidentlyVectors(record, data),
      })),
  ],
  ...["car_loan", "car_price"].map((name): [string, FileCheck] => [
    `nannyml_${name}_multivariate.json`,
    (content, data) => (content as readonly NannymlTableRun[]).flatMap((run) => checkNannymlTables(run, data)),
  ]),
  ...["car_loan", "mc"].map((name): [string, FileCheck] => [
    `nannyml_${name}_performance.json`,
    (content, data, folder) =>
      (content as readonly NannymlPerformanceRun[]).flatMap((run) =>
        run.method.startsWith("realized_performance") ? checkNannymlPerformance(run, data) : checkNannymlEstimates(run, data, folder),
      ),
  ]),
  ["nannyml_car_loan_stats.json", (content, data) => (content as readonly NannymlStatsRun[]).flatMap((run) => checkNannymlStats(run, data))],
  [
    "nannyml_car_price_performance.json",
    (content, data) => {
      const [estimated, realised] = content as readonly NannymlPerformanceRun[];
      if (estimated === undefined || realised === undefined) return [];
      return [...checkNannymlPerformance(realised, data), ...checkEstimateErrors(estimated, realised, data)];
    },
  ],
  ...["car_loan", "car_price", "flights", "mc"].map((name): [string, FileCheck] => [
    `nannyml_${name}_univariate.json`,
    (content, data) => (content as readonly NannymlRun[]).flatMap((run) => checkNannyml(run, data)),
  ]),
  ...["river", "frouros"].map((name): [string, FileCheck] => [
    `${name}_streams.json`,
    (content, data) =>
      Promise.all(
        (content as readonly StreamRecord[]).map(async (record) => ({
          name: `${record.method} ${record.file} ${JSON.stringify(record.params)?.slice(0, 160)}`,
          outcome: await checkStream(record, data),
        })),
      ),
  ]),
]);

/** Runs every record of one file of a folder; null when the folder does not have it. */
export async function checkFile(folder: string, file: string, data: ReferenceData): Promise<readonly Checked[] | null> {
  const path = join(folder, file);
  if (!existsSync(path)) return null;
  return (await FILES.get(file)?.(JSON.parse(readFileSync(path, "utf8")), data, folder)) ?? null;
}

const NUMERIC_METHODS = new Set(
  "ks_2samp anderson_ksamp cramervonmises_2samp mannwhitneyu ttest_ind epps_singleton_2samp energy_distance wasserstein_distance levene brunnermunzel psi_deciles".split(
    " ",
  ),
);

/** scipy's records say by their method, Evidently's by a parameter, whether the column is numeric. */
function isNumeric(record: ColumnRecord): boolean {
  const type = record.params["feature_type"];
  return type === undefined ? NUMERIC_METHODS.has(record.method) || record.params["bins"] !== undefined : type === "num";
}

function columns(check: ColumnCheck): FileCheck {
  return async (content, data) => {
    const samples = new Map<string, ReturnType<typeof numbersOf | typeof categoriesOf>>();
    const sampleOf = (record: ColumnRecord, side: "ref" | "cur"): ReturnType<typeof numbersOf | typeof categoriesOf> => {
      const key = JSON.stringify([record.column, record[side], isNumeric(record)]);
      const known = samples.get(key) ?? (isNumeric(record) ? numbersOf : categoriesOf)(data.cells(record.column, record[side]) satisfies Cells);
      samples.set(key, known);
      return known;
    };
    const checked: Checked[] = [];
    for (const record of content as readonly ColumnRecord[]) {
      const integers = isNumeric(record) && data.isInteger(record.column, record.ref.file) && data.isInteger(record.column, record.cur.file);
      const outcome = await check({ ...record, integers }, sampleOf(record, "ref"), sampleOf(record, "cur"));
      checked.push({ name: `${record.method} ${JSON.stringify(record.params)} ${record.pair} ${record.column}`, outcome });
    }
    return checked;
  };
}
