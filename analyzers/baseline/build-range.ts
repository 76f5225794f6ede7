import type { Store } from "../../collector/clickhouse/store.ts";
import { gridOfColumn } from "../statistics/sample.ts";
import type { ModelSchema } from "../../collector/events/model-schema.ts";
import { TidemarkError } from "../../errors.ts";
import type { Baseline } from "./baseline.ts";
import type { BaselineColumn } from "../statistics/column-counts.ts";
import { baselineId, toDocument } from "./baseline-document.ts";
import { type Exclusion, isExcluded, localDays, withoutText } from "../windows/local-days.ts";
import { type WindowLength, windowsBetween } from "../windows/window.ts";
import { blockLength, daysOf } from "./block-length.ts";
import { rangePerformance } from "./range-performance.ts";
import { readCounts } from "./read-counts.ts";
import { sentColumns } from "./sent-columns.ts";
import { storeLayout } from "./store-grids.ts";

export interface RangeRequest {
  readonly name: string;
  readonly schema: ModelSchema;
  readonly timeZone: string;
  /** First and last local day. */
  readonly from: string;
  readonly to: string;
  readonly exclude: readonly Exclusion[];
  /** Windows that will be compared with it: blocks are hours for those of an hour, else days, the default. */
  readonly window?: WindowLength;
}

/**
 * Makes a baseline from days that the store has: values from the rollups (days whose rollups have another grid, and small ones, from their rows), performance from rows and the labels known
 * by `now` (epoch milliseconds). Days without rows are left out. @throws TidemarkError `input` when no day has any.
 */
export async function buildRange(store: Store, request: RangeRequest, now: number): Promise<Baseline> {
  const { name, schema, timeZone, from, to, exclude } = request;
  const days = localDays(from, to, timeZone).filter((day) => !isExcluded(day.start, exclude, timeZone));
  const blocks = blockLength(request.window) === "1h" ? days.flatMap((day) => windowsBetween(day.start, day.end, "1h", timeZone)) : days;
  const range = { start: days[0]?.start ?? 0, end: days.at(-1)?.end ?? 0 };
  const layout = await storeLayout(store, schema, range, now);
  const counts = await readCounts(store, { model: schema.name, version: schema.version, columns: layout, source: "auto" }, blocks);
  const kept = blocks.flatMap((day, index) => ((counts[index]?.rows ?? 0) > 0 ? [{ day, counts: counts[index] }] : []));
  if (kept.length === 0)
    throw new TidemarkError("input", `making a baseline of ${schema.name}: it served no rows from ${from} to ${to} (${timeZone}); expected days with traffic`);
  const columns = layout.map((column, place): BaselineColumn => ({
    ...column,
    blocks: kept.flatMap((block) => block.counts?.columns[place] ?? []),
  }));
  const performance = await rangePerformance(
    store,
    schema,
    daysOf(
      kept.map(({ day }) => day),
      timeZone,
    ),
    { timeZone, now, grid: gridOfColumn(columns, schema.score) },
  );
  const content = {
    name,
    model: schema.name,
    version: schema.version,
    timeZone,
    performance,
    source: `${from} to ${to}${withoutText(exclude)}`,
    blocks: kept.map(({ day, counts: block }) => ({ ...day, rows: block?.rows ?? 0 })),
    columns: sentColumns(columns),
  };
  return { ...content, id: baselineId(toDocument(content)) };
}
