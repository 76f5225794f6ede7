import type { Store } from "../../collector/clickhouse/store.ts";
import { gridOfColumn } from "../statistics/sample.ts";
import type { ModelSchema } from "../../collector/events/model-schema.ts";
import { TidemarkError } from "../../errors.ts";
import { windowAt, type WindowLength } from "../windows/window.ts";
import { type BlockLength, blockLength, daysOf } from "./block-length.ts";
import { type Baseline } from "./baseline.ts";
import type { BaselineColumn, ColumnCounts, Grid } from "../statistics/column-counts.ts";
import { baselineId, toDocument } from "./baseline-document.ts";
import { performanceOf } from "./baseline-performance.ts";
import { type DeclaredColumn, declaredColumns } from "./declared-columns.ts";
import type { DataSet } from "../data/data-set.ts";
import { openDataFile } from "../data/open-data-file.ts";
import type { DeclaredFile } from "../data/files/declared-file.ts";
import { visibleLine } from "../../visible-text.ts";
import { gridFor } from "./grids.ts";
import { keptCategories, type KeptValues } from "./kept-values.ts";
import { type Exclusion, isExcluded, withoutText } from "../windows/local-days.ts";
import { rowsSql, type RowsSql } from "./rows-sql.ts";

const SAMPLE_ROWS = 20_000;

export interface BaselineRequest {
  readonly path: string;
  /** How the file is written, as far as it is told. */
  readonly declared?: DeclaredFile;
  /** A database on this machine that reads the file; default the store. */
  readonly files?: () => Promise<Store>;
  /** Column with the time of each row; default `event_time` where the file has it, else the rows have none and are one block. */
  readonly time?: string | undefined;
  readonly name: string;
  readonly schema: ModelSchema;
  readonly timeZone: string;
  /** Column with the truth; without one the baseline has no performance. */
  readonly label?: string | undefined;
  /** Days left out; none by default. */
  readonly exclude?: readonly Exclusion[];
  /** How values become what capture keeps of them; default: as they are. */
  readonly kept?: KeptValues | undefined;
  /** Windows that will be compared with it: blocks are hours for those of an hour, else days, the default. */
  readonly window?: WindowLength;
}

/**
 * Makes a baseline from a file. The same file gives the same baseline, id and all. Rows without times are one block.
 * @throws TidemarkError `input` for a file that cannot be read, lacks a declared column or the column with the time that is named, or has no row with a time.
 */
export async function buildBaseline(store: Store, request: BaselineRequest): Promise<Baseline> {
  const source = await openDataFile(request.files ?? (() => Promise.resolve(store)), request.path, declaredOf(request));
  try {
    return await baselineOf(store, source, request);
  } finally {
    await source.close();
  }
}

/** How the file is written, and what the schema says that its columns are. @throws TidemarkError `input` where both say something and differ. */
function declaredOf({ declared = {}, schema, label }: BaselineRequest): DeclaredFile {
  const named = (type: "numeric" | "categorical"): readonly string[] =>
    schema.features.flatMap((feature) => (feature.type === type && feature.name !== label ? [feature.name] : []));
  for (const [option, asked, others] of [
    ["categorical", declared.categorical ?? [], named("numeric")],
    ["numeric", declared.numeric ?? [], named("categorical")],
  ] as const) {
    const both = asked.filter((name) => others.includes(name));
    if (both.length > 0)
      throw new TidemarkError(
        "input",
        `making a baseline: ${both.map(visibleLine).join(", ")} ${both.length > 1 ? "are" : "is"} declared ${option}, and the schema of ${schema.name} says otherwise; expected both to say the same`,
      );
  }
  return { ...declared, numeric: [...named("numeric"), ...(declared.numeric ?? [])] };
}

async function baselineOf(store: Store, source: DataSet, request: BaselineRequest): Promise<Baseline> {
  const { name, schema, timeZone, label, exclude = [], window, kept } = request;
  const length = blockLength(window);
  const time = request.time ?? (source.columns.has("event_time") ? "event_time" : null);
  // What holds the truth is no prediction, even where the schema calls a prediction so.
  const left = request.declared?.exclude ?? [];
  const declared = declaredColumns(schema, source.columns).filter(
    ({ kind, name: column }) => (kind === "feature" || column !== label) && !left.includes(column),
  );
  const rows = await rowsSql(
    source,
    time,
    declared.map((column) => column.name),
    kept,
  );
  const grids = await gridsOf(store, rows, schema.name, declared);
  const blocks = (await blocksOf(source, rows, { timeZone, length, time })).filter((block) => !isExcluded(block.start, exclude, timeZone));
  if (blocks.length === 0) throw new TidemarkError("input", `making a baseline from ${source.name}: every day is excluded; expected days that are not`);
  const counts = await countsOf(rows, { timeZone, length, declared, grids });
  const columns = declared.map((column, index): BaselineColumn => ({
    ...column,
    grid: grids[index] ?? null,
    blocks: blocks.map((block) => columnBlock(column, block, { rows: counts.get(key(block.start, index)), kept })),
  }));
  const grid = gridOfColumn(columns, schema.score);
  const performance = await performanceOf(source, { schema, label, time, timeZone, grid, starts: daysOf(blocks, timeZone).map((day) => day.start) });
  const content = {
    name,
    model: schema.name,
    version: schema.version,
    source: `${source.name}${withoutText(exclude)}`,
    timeZone,
    blocks,
    columns,
    performance,
  };
  return { ...content, id: baselineId(toDocument(content)) };
}

async function gridsOf(store: Store, rows: RowsSql, model: string, declared: readonly DeclaredColumn[]): Promise<readonly (Grid | null)[]> {
  const samples = await rows.store.query<{ place: number; sample: number[] }>(
    `SELECT place, groupArraySample(${SAMPLE_ROWS}, 1)(assumeNotNull(value)) AS sample
    FROM (SELECT place, toFloat64OrNull(text) AS value FROM (${rows.sql}) ARRAY JOIN texts AS text, arrayEnumerate(texts) AS place) WHERE isFinite(value)
    GROUP BY place SETTINGS max_threads = 1`,
    rows.parameters,
  );
  const byPlace = new Map(samples.map(({ place, sample }) => [place, sample]));
  const grids: (Grid | null)[] = [];
  for (const [index, column] of declared.entries())
    grids.push(column.type === "numeric" ? await gridFor(store, model, column.name, byPlace.get(index + 1) ?? [0]) : null);
  return grids;
}

async function blocksOf(
  source: DataSet,
  rows: RowsSql,
  { timeZone: zone, length, time }: { readonly timeZone: string; readonly length: BlockLength; readonly time: string | null },
): Promise<Baseline["blocks"]> {
  const days = await rows.store.query<{ block: number; rows: number }>(
    `SELECT ${startOf(length)} AS block, count() AS rows FROM (${rows.sql}) GROUP BY block ORDER BY block`,
    { ...rows.parameters, zone },
  );
  if (days.length === 0)
    throw new TidemarkError(
      "input",
      `making a baseline from ${source.name}: no row has a time; ${time ?? "event_time"} must be ISO 8601 or epoch seconds or milliseconds`,
    );
  return days.map((day) => ({ start: day.block, end: windowAt(day.block, length, zone).end, rows: day.rows }));
}

function startOf(length: BlockLength): string {
  return `toInt64(toUnixTimestamp(${length === "1h" ? "toStartOfHour" : "toStartOfDay"}(fromUnixTimestamp64Milli(assumeNotNull(ms), 'UTC'), {zone: String}))) * 1000`;
}

interface CountRow {
  readonly block: number;
  readonly place: number;
  readonly bucket: number;
  readonly category: string;
  readonly rows: number;
}

async function countsOf(
  rows: RowsSql,
  options: { readonly timeZone: string; readonly length: BlockLength; readonly declared: readonly DeclaredColumn[]; readonly grids: readonly (Grid | null)[] },
): Promise<ReadonlyMap<string, readonly CountRow[]>> {
  const { timeZone, length, declared, grids } = options;
  const parameter = (of: (grid: Grid) => number): number[] => grids.map((grid) => (grid === null ? 1 : of(grid)));
  const counts = await rows.store.query<CountRow>(
    `SELECT ${startOf(length)} AS block, place, numeric[place] AS is_number,
      if(is_number = 1, toInt32(round(asinh((ifNull(toFloat64OrNull(text), 0) - locations[place]) / scales[place]) * resolutions[place])), 0) AS bucket,
      if(is_number = 1, '', text) AS category, count() AS rows
    FROM (SELECT *, {numeric: Array(UInt8)} AS numeric, {locations: Array(Float64)} AS locations, {scales: Array(Float64)} AS scales, {resolutions: Array(Float64)} AS resolutions FROM (${rows.sql}))
    ARRAY JOIN texts AS text, arrayEnumerate(texts) AS place
    WHERE text != '' AND (is_number = 0 OR ifNull(isFinite(toFloat64OrNull(text)), 0))
    GROUP BY block, place, is_number, bucket, category`,
    {
      ...rows.parameters,
      zone: timeZone,
      numeric: declared.map((column) => (column.type === "numeric" ? 1 : 0)),
      locations: parameter((grid) => grid.location),
      scales: parameter((grid) => grid.scale),
      resolutions: parameter((grid) => grid.resolution),
    },
  );
  return Map.groupBy(counts, (row) => key(row.block, row.place - 1));
}

function columnBlock(
  column: DeclaredColumn,
  block: Baseline["blocks"][number],
  { rows = [], kept }: { readonly rows: readonly CountRow[] | undefined; readonly kept: KeptValues | undefined },
): ColumnCounts {
  const missing = block.rows - rows.reduce((total, row) => total + row.rows, 0);
  if (column.type === "numeric") return { type: "numeric", counts: new Map(rows.map((row) => [row.bucket, row.rows])), missing };
  return { type: "categorical", counts: keptCategories(column.name, new Map(rows.map((row) => [row.category, row.rows])), kept), missing };
}

function key(block: number, index: number): string {
  return `${block}/${index}`;
}
