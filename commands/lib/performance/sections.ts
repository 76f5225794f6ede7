import type { DataSet } from "../../../analyzers/data/data-set.ts";
import { levelsInOrder, readInOrder } from "../../../analyzers/data/read-in-order.ts";
import type { PerformanceReport } from "../../../analyzers/performance/performance-report.ts";
import { fairnessOf, type JudgedRows } from "../../../analyzers/performance/slices/group-rates.ts";
import { mixShift } from "../../../analyzers/performance/slices/mix-shift.ts";
import { FALSE_DISCOVERY_RATE, sliceInWords, weakSlices } from "../../../analyzers/performance/slices/weak-slices.ts";
import type { PerformanceOptions } from "./performance-options.ts";
import { type PerformanceSides, sideColumns } from "./performance-sides.ts";
import { readFeatures } from "./read-features.ts";

type Sections = Pick<PerformanceReport, "fairness" | "slices" | "segments">;

interface Files {
  readonly reference: DataSet;
  readonly current: DataSet;
}

/** What is asked of groups, slices and segments, of all current rows. @throws TidemarkError `input` for a column that is not there */
export async function sectionsOf(sides: PerformanceSides, files: Files, asked: PerformanceOptions): Promise<Sections> {
  const [before, after] = [judgedRows(sides, "reference"), judgedRows(sides, "current")];
  const textsOf = (side: "reference" | "current", name: string) => textsIn(files[side], name, sides[side].places);
  const fairness: Sections["fairness"] =
    asked.groups === undefined ? undefined : await Promise.all(asked.groups.map(async (name) => fairnessOf(name, await textsOf("current", name), after)));
  const segments =
    asked.segments === undefined
      ? undefined
      : segmentsOf(
          sides.task,
          asked.segments,
          { rows: before, texts: await textsOf("reference", asked.segments) },
          { rows: after, texts: await textsOf("current", asked.segments) },
        );
  const slices = asked.slices ? await slicesOf(sides, files, asked, after) : undefined;
  return { ...(fairness === undefined ? {} : { fairness }), ...(slices === undefined ? {} : { slices }), ...(segments === undefined ? {} : { segments }) };
}

async function slicesOf(sides: PerformanceSides, files: Files, asked: PerformanceOptions, { losses }: JudgedRows): Promise<Sections["slices"]> {
  const { target, prediction, scores, timestamp } = sideColumns(asked);
  const { current, notes } = await readFeatures(
    { data: files.reference, places: sides.reference.places },
    { data: files.current, places: sides.current.places },
    asked.features ?? null,
    [target, prediction ?? "", ...scores, timestamp ?? ""],
  );
  const { slices, ...found } = weakSlices(current, losses);
  return {
    ...found,
    falseDiscoveryRate: FALSE_DISCOVERY_RATE,
    method:
      "one half of the labelled rows is searched, each slice found is tested once in the other (one-sided), and Benjamini and Hochberg's procedure keeps those of which at most that share is to be expected false",
    slices: slices.map((slice) => ({
      ...slice,
      sentence: `${sliceInWords(slice.conditions)}: ${text(slice.loss.value)} against ${text(slice.rest)} elsewhere, ${slice.rows} rows.`,
    })),
    notes,
  };
}

interface Segmented {
  readonly rows: JudgedRows;
  readonly texts: readonly (string | null)[];
}

/** The mean error, of a binary model the share of positive labels and of positive predictions too. */
function segmentsOf(task: PerformanceSides["task"], column: string, before: Segmented, after: Segmented): Sections["segments"] {
  const shift = (what: string, of: (rows: JudgedRows) => Float64Array | null) => {
    const [values, others] = [of(before.rows), of(after.rows)];
    return values === null || others === null ? null : mixShift(what, withValues(before.texts, values), withValues(after.texts, others));
  };
  return {
    column,
    error: shift(task === "regression" ? "The mean absolute error" : "The share of wrong rows", ({ losses }) => losses),
    ...(task === "binary"
      ? {
          positiveLabels: shift("The share of positive labels", ({ binary }) => binary?.truth ?? null),
          positivePredictions: shift("The share of positive predictions", ({ binary }) => (binary === null ? null : Float64Array.from(binary.called))),
        }
      : {}),
  };
}

function withValues(texts: readonly (string | null)[], values: Float64Array): { readonly segments: readonly string[]; readonly values: Float64Array } {
  const rows = [...texts.keys()].filter((row) => !Number.isNaN(values[row]));
  return { segments: rows.map((row) => texts[row] ?? "(none)"), values: Float64Array.from(rows, (row) => values[row] ?? 0) };
}

async function textsIn(data: DataSet, name: string, places: Uint32Array): Promise<readonly (string | null)[]> {
  const column = (await readInOrder(data, [name])).get(name);
  if (column === undefined) return Array.from(places, () => null);
  const { codes, levels } = levelsInOrder(column);
  return Array.from(places, (row) => levels[codes[row] ?? -1] ?? null);
}

/** Rows with what each lost: 1 where the class was wrong, the size of a number's error. */
function judgedRows(sides: PerformanceSides, side: "reference" | "current"): JudgedRows {
  if (sides.task === "regression") {
    const { labels, predicted } = sides[side].rows;
    return { losses: labels.map((label, row) => Math.abs(label - (predicted[row] ?? 0))), binary: null };
  }
  const { rows, labels } = sides[side].rows;
  const losses = Float64Array.from(labels, (label, row) => (label < 0 ? Number.NaN : Number(label !== rows.predicted[row])));
  if (sides.task === "multiclass") return { losses, binary: null };
  const truth = Float64Array.from(labels, (label) => (label < 0 ? Number.NaN : label));
  return { losses, binary: { called: Uint8Array.from(rows.predicted), truth, scores: rows.scores?.[1] ?? null } };
}

function text(value: number | null): string {
  return value === null ? "–" : String(Number(value.toPrecision(3)));
}
