import { compareByConvention } from "../../analyzers/statistics/conventions/compare-by-convention.ts";
import { chunkThreshold, nannyml } from "../../analyzers/statistics/conventions/nannyml.ts";
import type { MethodResult } from "../../analyzers/statistics/method.ts";
import type { Sample } from "../../analyzers/statistics/sample.ts";
import { type Cells, categoriesOf, numbersOf, type ReferenceData } from "./columns.ts";
import { type Checked, compareAll, type Outcome } from "./outcome.ts";

/** nannyml_*_univariate.json: one object a run, one row a chunk, keys like `column/method/value`. */
export interface NannymlRun {
  readonly params: { readonly columns: readonly string[]; readonly treat_as_categorical: readonly string[] };
  readonly reference: string;
  readonly analysis: string;
  readonly sort?: string;
  readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
}

const METHODS = Object.entries(nannyml);

/** Every value, threshold and alert of every chunk, column and method against ours under its convention. */
export function checkNannyml(run: NannymlRun, data: ReferenceData): readonly Checked[] {
  return run.params.columns.flatMap((column) => {
    const sampleOf = run.params.treat_as_categorical.includes(column) ? categoriesOf : numbersOf;
    const sides = { reference: cellsOf(run.reference, column, data, run.sort), analysis: cellsOf(run.analysis, column, data, run.sort) };
    const reference = sampleOf(sides.reference);
    const chunks = run.rows.map((row) =>
      sampleOf(
        sides[row["chunk/chunk/period"] as "reference" | "analysis"].slice(Number(row["chunk/chunk/start_index"]), Number(row["chunk/chunk/end_index"]) + 1),
      ),
    );
    return METHODS.filter(([, { peerName }]) => run.rows.some((row) => row[`${column}/${peerName}/value`] !== undefined)).flatMap(([name, { peerName }]) =>
      checkMethod(run, column, name, peerName, reference, chunks),
    );
  });
}

function checkMethod(run: NannymlRun, column: string, name: string, peerName: string, reference: Sample, chunks: readonly Sample[]): readonly Checked[] {
  const results = chunks.map((chunk) => compareByConvention("nannyml", name, reference, chunk));
  const ofReference = results.filter((_, index) => run.rows[index]?.["chunk/chunk/period"] === "reference").map((result) => result.statistic ?? Number.NaN);
  const threshold = chunkThreshold(ofReference);
  return run.rows.map((row, index) => ({
    name: `${row["chunk/chunk/period"]} ${row["chunk/chunk/key"]} ${column} ${peerName}`,
    outcome: checkChunk(
      (what) => row[`${column}/${peerName}/${what}`] ?? null,
      name as keyof typeof nannyml,
      results[index] ?? { statistic: null, pValue: null, note: "" },
      threshold,
    ),
  }));
}

function checkChunk(recorded: (what: string) => string | number | boolean | null, name: keyof typeof nannyml, result: MethodResult, chunks: number): Outcome {
  const threshold = nannyml[name].threshold ?? chunks;
  const limit = recorded("upper_threshold");
  const outcome = compareAll(
    [
      ["value", result.statistic, recorded("value") as number | null],
      ["threshold", threshold, limit as number | null],
    ],
    { relative: 1e-9, absolute: 1e-15 },
  );
  const alert = nannyml[name].drifted(result, threshold);
  return outcome.kind === "pass" && alert !== recorded("alert") ? { kind: "failed", why: `alert is ${alert}, recorded ${recorded("alert")}` } : outcome;
}

/** `file month==1` and `file month!=1` choose rows; `sort` is by time and flight, stable. */
function cellsOf(text: string, column: string, data: ReferenceData, sort: string | undefined): Cells {
  const [file = "", condition] = text.split(" ");
  if (condition === undefined) return data.cells(column, { file });
  const table = data.table(file);
  const at = (name: string): number => table.names.indexOf(name);
  const january = (row: readonly string[]): boolean => (row[at("month")] === "1") === condition.includes("==");
  const [time, flight] = [at("time_hour"), at("flight")];
  const rows = table.rows.filter(january);
  const sorted = sort === undefined ? rows : rows.toSorted((a, b) => (a[time] ?? "").localeCompare(b[time] ?? "") || Number(a[flight]) - Number(b[flight]));
  return sorted.map((row) => row[at(column)] ?? "");
}
