import type { DataSet } from "../../../analyzers/data/data-set.ts";
import { assess, type TimedRows } from "../../../analyzers/performance/assess.ts";
import { ForecastTaskRows } from "../../../analyzers/performance/forecast-task-rows.ts";
import { MultiLabelTaskRows } from "../../../analyzers/performance/multi-label-task-rows.ts";
import type { PerformanceReport } from "../../../analyzers/performance/performance-report.ts";
import { RankingTaskRows } from "../../../analyzers/performance/ranking-task-rows.ts";
import { BinaryRows } from "../../../analyzers/performance/rows/binary-rows.ts";
import { seasonalNaive, seasonScales, timeBlocks } from "../../../analyzers/performance/season.ts";
import type { TaskRows } from "../../../analyzers/performance/task-rows.ts";
import { knownClasses } from "../../../collector/events/label-class.ts";
import { TidemarkError } from "../../../errors.ts";
import { visibleLine } from "../../../visible-text.ts";
import { keepRows, type Kept } from "./keep-rows.ts";
import type { PerformanceOptions } from "./performance-options.ts";
import { readSide, type Side, type SideColumn } from "./read-side.ts";

/** Tasks beside classes and numbers. */
export type OtherTask = "multilabel" | "ranking" | "forecast";

interface Files {
  readonly reference: DataSet;
  readonly current: DataSet;
}

/** Which of these tasks is asked for; null: none. */
export function otherTaskOf({ task, target, group, horizon }: PerformanceOptions): OtherTask | null {
  if (task !== undefined) return task === "multilabel" || task === "ranking" || task === "forecast" ? task : null;
  return group !== undefined ? "ranking" : horizon !== undefined ? "forecast" : target.includes(",") ? "multilabel" : null;
}

/** What `tidemark performance` says of such a task. @throws TidemarkError `input` for columns that do not fit it */
export async function otherPerformance(task: OtherTask, files: Files, asked: PerformanceOptions): Promise<PerformanceReport> {
  if (asked.estimate !== undefined)
    throw new TidemarkError("input", `--estimate ${asked.estimate}: the task is ${task}; expected binary, multiclass or a regression`);
  const [section] = sectionsAsked(asked);
  if (section !== undefined) throw new TidemarkError("input", `--${section}: the task is ${task}; expected binary, multiclass or a regression`);
  if (task === "multilabel") return multiLabel(files, asked);
  return task === "ranking" ? ranking(files, asked) : forecast(files, asked);
}

/** Options that ask for a section of its own. */
export function sectionsAsked({ groups, slices, segments }: PerformanceOptions): readonly string[] {
  return [...(groups === undefined ? [] : ["groups"]), ...(slices ? ["slices"] : []), ...(segments === undefined ? [] : ["segments"])];
}

async function multiLabel(files: Files, asked: PerformanceOptions): Promise<PerformanceReport> {
  const targets = namesOf(asked.target);
  const predictions = namesOf(asked.prediction ?? "");
  const scores = asked.score?.column === undefined ? [] : namesOf(asked.score.column);
  if (targets.length < 2 || predictions.length !== targets.length || (scores.length > 0 && scores.length !== targets.length))
    throw new TidemarkError(
      "input",
      `--target has ${targets.length} columns, --prediction ${predictions.length}, --score ${scores.length}; expected two targets or more, as many predictions, and as many scores or none`,
    );
  const sideOf = async (data: DataSet, labels: "required" | "optional"): Promise<readonly Side[]> => {
    const sides: Side[] = [];
    for (const [place, target] of targets.entries()) {
      const score = scores[place];
      sides.push(
        await readSide(
          data,
          { target, prediction: predictions[place] ?? null, scores: score === undefined ? [] : [score], timestamp: asked.timestamp ?? null },
          labels,
        ),
      );
    }
    return sides;
  };
  const rowsOf = (sides: readonly Side[]): Kept<MultiLabelTaskRows> => {
    const [first] = sides;
    if (first === undefined) throw new RangeError("expected a target");
    const read = sides.map((side) => ({
      labels: truths(side.target, side.rows, asked.positive),
      called: truths(side.prediction, side.rows, asked.positive),
      scores: side.scores[0] ?? null,
    }));
    return keepRows(
      first,
      (row) => read.every(({ called, scores: own }) => !Number.isNaN(called[row]) && (own === null || Number.isFinite(own[row]))),
      (rows) => {
        const taken = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row] ?? Number.NaN);
        const views = read.map(({ called, scores: own }) => new BinaryRows(Uint8Array.from(taken(called)), own === null ? null : taken(own)));
        return new MultiLabelTaskRows(
          targets,
          views,
          read.map(({ labels }) => taken(labels)),
        );
      },
    );
  };
  const [before, after] = [await sideOf(files.reference, "required"), await sideOf(files.current, "optional")];
  const [reference, current] = [rowsOf(before), rowsOf(after)];
  const notes = [...new Set([...before, ...after].flatMap((side) => side.notes)), ...reference.notes, ...current.notes];
  return { task: "multilabel", classes: targets, ...assessed(reference, current, asked, notes) };
}

async function ranking(files: Files, asked: PerformanceOptions): Promise<PerformanceReport> {
  const [before, after] = await bothSides(files, asked, [asked.group ?? ""]);
  const of = (side: Side): TimedRows<RankingTaskRows> => {
    const scores = side.scores[0] ?? side.prediction?.numbers ?? noNumbers(side.rows);
    const groups = Map.groupBy(
      Array.from({ length: side.rows }, (_, row) => row).filter((row) => Number.isFinite(scores[row]) && (side.extra[0]?.texts[row] ?? null) !== null),
      (row) => side.extra[0]?.texts[row] ?? "",
    );
    if (groups.size === 0)
      throw new TidemarkError("input", `reading ${visibleLine(side.name)}: no row has a group and a score; expected columns that hold them`);
    const relevance = side.target?.numbers ?? noNumbers(side.rows);
    const rows = [...groups.values()].map((own) => {
      const labelled = own.filter((row) => Number.isFinite(relevance[row]));
      return { relevance: Float64Array.from(labelled, (row) => relevance[row] ?? 0), scores: Float64Array.from(labelled, (row) => scores[row] ?? 0) };
    });
    const { times } = side;
    return { rows: new RankingTaskRows(rows, asked.at), times: times === null ? null : Float64Array.from(groups.values(), ([row = 0]) => times[row] ?? 0) };
  };
  const note = `Rows are counted in groups of ${visibleLine(asked.group ?? "")}; rows without a label, group or score are left out; ndcg and precisionAtK look at ${asked.at} places.`;
  return { task: "ranking", at: asked.at, ...assessed(of(before), of(after), asked, [...before.notes, ...after.notes, note]) };
}

async function forecast(files: Files, asked: PerformanceOptions): Promise<PerformanceReport> {
  const names = [asked.horizon, asked.series, ...(asked.interval ?? [])].flatMap((name) => (name === undefined ? [] : [name]));
  const [before, after] = await bothSides(files, asked, names);
  const scales = seasonScales(finiteOnly(before.target?.numbers, before.rows), seriesOf(before, asked, places(before)).places, asked.seasonality);
  const of = (side: Side): Kept<ForecastTaskRows> => {
    const predicted = side.prediction?.numbers ?? side.scores[0] ?? noNumbers(side.rows);
    return keepRows(
      side,
      (row) => Number.isFinite(predicted[row]),
      (rows) => {
        const taken = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row] ?? Number.NaN);
        const { horizons, keys, places: series } = seriesOf(side, asked, rows);
        const labels = finiteOnly(taken(side.target?.numbers ?? noNumbers(side.rows)), rows.length);
        const end = (name: string | undefined): Float64Array | null =>
          name === undefined ? null : taken(side.extra[names.indexOf(name)]?.numbers ?? new Float64Array(0));
        const { times } = side;
        return new ForecastTaskRows({
          labels,
          predicted: taken(predicted),
          horizons,
          low: end(asked.interval?.[0]),
          high: end(asked.interval?.[1]),
          scale: Float64Array.from(keys, (key) => scales.get(key) ?? Number.NaN),
          last: seasonalNaive(labels, horizons, series, asked.seasonality),
          blocks: timeBlocks(times === null ? null : taken(times), horizons, series),
        });
      },
    );
  };
  const [reference, current] = [of(before), of(after)];
  const note = `mase and the naive baseline take ${asked.seasonality === 1 ? "the value before" : `${asked.seasonality} rows`} for a season (--seasonality), in rows of one horizon and series in the order of ${asked.timestamp === undefined ? "the file" : "time"}.`;
  const report = assessed(reference, current, asked, [...before.notes, ...after.notes, ...reference.notes, ...current.notes, note]);
  let start = 0;
  const windows = report.windows.map((window) => {
    const own = current.rows.slice(start, (start += window.rows));
    return { ...window, horizons: Object.fromEntries([...own.byHorizon()].map(([name, rows]) => [name, Object.fromEntries(rows.intervals())])) };
  });
  return { task: "forecast", seasonality: asked.seasonality, ...report, windows };
}

/** By row its horizon and the series that it is of at that horizon, and the places of each. */
function seriesOf(
  side: Side,
  { horizon, series }: PerformanceOptions,
  rows: Uint32Array,
): { readonly horizons: readonly string[]; readonly keys: readonly string[]; readonly places: ReadonlyMap<string, readonly number[]> } {
  const texts = (place: number): readonly string[] => Array.from(rows, (row) => side.extra[place]?.texts[row] ?? "");
  const horizons = horizon === undefined ? Array.from(rows, () => "") : texts(0);
  const names = series === undefined ? null : texts(horizon === undefined ? 0 : 1);
  const keys = horizons.map((own, row) => JSON.stringify([names?.[row] ?? "", own]));
  return { horizons, keys, places: Map.groupBy(keys.keys(), (row) => keys[row] ?? "") };
}

function places(side: Side): Uint32Array {
  return Uint32Array.from({ length: side.rows }, (_, row) => row);
}

/** A column that has no number in any row. */
function noNumbers(rows: number): Float64Array {
  return new Float64Array(rows).fill(Number.NaN);
}

function finiteOnly(values: Float64Array | undefined, rows: number): Float64Array {
  return (values ?? noNumbers(rows)).map((value) => (Number.isFinite(value) ? value : Number.NaN));
}

async function bothSides(files: Files, { target, prediction, score, timestamp }: PerformanceOptions, extra: readonly string[]): Promise<readonly [Side, Side]> {
  const columns = { target, prediction: prediction ?? null, scores: score?.column === undefined ? [] : [score.column], timestamp: timestamp ?? null, extra };
  return [await readSide(files.reference, columns, "required"), await readSide(files.current, columns, "optional")];
}

function assessed<Rows extends TaskRows<Rows>>(
  reference: TimedRows<Rows>,
  current: TimedRows<Rows>,
  { window }: PerformanceOptions,
  notes: readonly string[],
): Omit<PerformanceReport, "task"> {
  const found = assess(reference, current, { length: window ?? null, estimate: null, fewLabels: null });
  return { ...found, notes: [...notes, ...found.notes] };
}

/** 1 where a column has the positive class, 0 where another, NaN where none. */
function truths(column: SideColumn | null, rows: number, positive: string): Float64Array {
  const { positives } = knownClasses({ task: "binary", positive, classes: undefined });
  return Float64Array.from({ length: rows }, (_, row) => {
    const own = column?.classes[row] ?? null;
    return own === null ? Number.NaN : Number(positives.includes(own));
  });
}

function namesOf(text: string): readonly string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
