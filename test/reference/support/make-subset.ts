/** `node test/reference/support/make-subset.ts DIR`: writes the part of the recorded values that is checked in, test/fixtures/reference: whole small pairs, and of each data file only the columns used. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { AlibiRecord } from "../alibi.ts";
import type { AlibiVectorRecord } from "../alibi-vectors.ts";
import type { ColumnRecord } from "../column-record.ts";
import type { EvidentlyVectorRecord } from "../evidently-vectors.ts";
import { ReferenceData, type RowSelection } from "../columns.ts";
import type { StreamRecord } from "../streams.ts";

const PAIRS = new Set(["car_loan_small", "car_loan_equal500", "flights_jan_vs_jun", "flights_small_jan_vs_feb", "nycweather_tiny"]);
const COPIED = ["nannyml_flights_univariate.json", "data/emb_digits.csv.gz", "data/text_docstrings.csv.gz"] as const;
/** Streams of errors, and the detectors whose positions need no random numbers. */
const STREAMS = ["stream_err_a", "stream_err_b", "stream_err_nodrift", "stream_err_carloan", "stream_err_late15"] as const;
const STREAM_METHODS = new Set(["ADWIN", "CUSUM", "DDM", "EDDM", "HDDM_A", "HDDMA", "HDDM_W", "HDDMW", "PageHinkley"]);
/** Rows kept of a file, and its columns; rows are cut only where every record names them. */
const KEPT: Readonly<Record<string, { readonly columns: readonly string[]; readonly rows?: readonly [number, number] }>> = {
  "data/nycflights_m01_m06.csv.gz": {
    columns: ["month", "dep_delay", "arr_delay", "carrier", "flight", "tailnum", "origin", "dest", "distance", "hour", "time_hour"],
  },
  "data/nyc_weather_hourly_2013.csv.gz": { columns: ["origin", "temp", "humid", "wind_speed", "pressure"] },
  "data/car_loan_reference.csv.gz": {
    columns: ["car_value", "salary_range", "loan_length", "repaid_loan_on_prev_car", "y_pred_proba", "y_pred"],
    rows: [0, 1500],
  },
  "data/car_loan_analysis.csv.gz": {
    columns: ["car_value", "salary_range", "loan_length", "repaid_loan_on_prev_car", "y_pred_proba", "y_pred"],
    rows: [2000, 40_600],
  },
};

const source = process.argv[2] ?? "";
const target = fileURLToPath(new URL("../../fixtures/reference", import.meta.url));
const data = new ReferenceData(source);

for (const [file, { columns, rows: [from, to] = [0, Infinity] }] of Object.entries(KEPT)) {
  const table = data.table(file);
  const indexes = columns.map((column) => table.names.indexOf(column));
  const weather = file.includes("weather");
  const kept = table.rows.filter((row, index) => (weather ? row[table.names.indexOf("origin")] === "JFK" : index >= from && index < to && isUsed(file, index)));
  const lines = (weather ? kept.slice(0, 60) : kept).map((row) => indexes.map((index) => row[index]).join(","));
  write(file, gzipSync(`${[columns.join(","), ...lines].join("\n")}\n`, { level: 9 }));
}
for (const file of ["scipy_columns.json", "evidently_columns.json", "alibi_detect.json", "evidently_embeddings_text.json"]) {
  const records = JSON.parse(readFileSync(join(source, file), "utf8")) as readonly (ColumnRecord | AlibiRecord | AlibiVectorRecord | EvidentlyVectorRecord)[];
  const kept = records
    .filter((record) => ("pair" in record ? PAIRS.has(record.pair) : isKeptVectors(record)))
    .map((record) => ("pair" in record ? { ...record, ref: moved(record.ref), cur: moved(record.cur) } : record));
  write(file, `[\n${kept.map((record) => JSON.stringify(record)).join(",\n")}\n]\n`);
}
keepLoanPerformance();
for (const file of COPIED) write(file, readFileSync(join(source, file)));
for (const name of STREAMS) write(`data/${name}.csv.gz`, readFileSync(join(source, `data/${name}.csv.gz`)));
for (const file of ["river_streams.json", "frouros_streams.json"]) {
  const records = JSON.parse(readFileSync(join(source, file), "utf8")) as readonly StreamRecord[];
  const kept = records.filter((record) => STREAM_METHODS.has(record.method) && STREAMS.some((name) => record.file === `data/${name}.csv.gz`));
  const lines = kept.map(({ method, package: of, params, file: stream, column, n, drift_idx, warning_onset_idx }) =>
    JSON.stringify({ method, package: of, params, file: stream, column, n, drift_idx, warning_onset_idx }),
  );
  write(file, `[\n${lines.join(",\n")}\n]\n`);
}

/** The car loans' performance: of a chunk's rows only what its values need, in an order that packs well, since no value depends on it. */
function keepLoanPerformance(): void {
  const [file, chunk] = ["nannyml_car_loan_performance.json", 5000];
  const kept = (JSON.parse(readFileSync(join(source, file), "utf8")) as readonly { readonly rows: readonly Readonly<Record<string, unknown>>[] }[]).map(
    (run) => ({
      ...run,
      reference: "data/car_loan_scores_reference.csv.gz",
      analysis: "data/car_loan_scores_analysis.csv.gz",
      target: "data/car_loan_scores_analysis.csv.gz",
      rows: run.rows.map((row) => Object.fromEntries(Object.entries(row).filter(([key]) => !/_boundary$|_date$/.test(key)))),
    }),
  );
  write(file, `[\n${kept.map((run) => JSON.stringify(run)).join(",\n")}\n]\n`);
  for (const [side, target] of [
    ["reference", "data/car_loan_reference.csv.gz"],
    ["analysis", "data/car_loan_analysis_target.csv.gz"],
  ] as const) {
    const scored = `data/car_loan_${side}.csv.gz`;
    const columns = [...["y_pred_proba", "y_pred"].map((column) => data.cells(column, { file: scored })), data.cells("repaid", { file: target })];
    const lines = (columns[0] ?? []).map((_, row) => columns.map((cells) => cells[row]).join(","));
    const sorted = Array.from({ length: lines.length / chunk }, (_, place) => lines.slice(place * chunk, (place + 1) * chunk).toSorted()).flat();
    write(`data/car_loan_scores_${side}.csv.gz`, gzipSync(`${["y_pred_proba,y_pred,repaid", ...sorted].join("\n")}\n`, { level: 9 }));
  }
  const internals = JSON.parse(readFileSync(join(source, "nannyml_internals.json"), "utf8")) as readonly { readonly kind: string }[];
  write("nannyml_internals.json", `${JSON.stringify(internals.filter(({ kind }) => kind === "cbpe_binary"))}\n`);
}

/** Of the car loans' later part only the rows of the two pairs are kept, one after the other. */
function isUsed(file: string, index: number): boolean {
  return !file.endsWith("car_loan_analysis.csv.gz") || index < 2500 || index >= 40_000;
}

/** The digits and the texts; the other vectors are too large. */
function isKeptVectors({ file }: { readonly file: string }): boolean {
  return COPIED.some((copied) => copied === file);
}

function moved(selection: RowSelection): RowSelection {
  const { rows } = selection;
  if (rows === undefined || !selection.file.endsWith("car_loan_analysis.csv.gz")) return selection;
  const by = rows[0] >= 40_000 ? 40_000 - 500 : 2000;
  return { ...selection, rows: [rows[0] - by, rows[1] - by] };
}

function write(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(target, file)), { recursive: true });
  writeFileSync(join(target, file), content);
}
