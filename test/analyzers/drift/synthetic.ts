import type { Baseline } from "../../../analyzers/baseline/baseline.ts";
import type { ColumnCounts } from "../../../analyzers/statistics/column-counts.ts";
import { chooseGrid } from "../../../analyzers/baseline/choose-grid.ts";
import { monitorConfig } from "../../../analyzers/monitoring/monitor-config.ts";
import type { Monitored } from "../../../analyzers/monitoring/analyzer.ts";
import { normal, seededRandom } from "../../../analyzers/statistics/random.ts";
import { bucketOf } from "../../../analyzers/statistics/sample.ts";
import type { WindowData } from "../../../analyzers/drift/window-data.ts";
import { modelSchema } from "../../../collector/events/model-schema.ts";

export const DAY = 86_400_000;
/** Monday. */
export const START = Date.UTC(2024, 0, 1);

export type Cell = number | string | null;
/** One day's values by column; null is missing. */
export type DayRows = Readonly<Record<string, readonly Cell[]>>;
export type Units = Readonly<Record<string, string>>;

export interface Random {
  uniform(): number;
  normal(): number;
}

export function randomOf(seed: number): Random {
  const uniform = seededRandom(seed);
  return { uniform, normal: () => normal(uniform) };
}

/** A model whose baseline is these days, from START on, in UTC. A column is numeric when its first present value is a number. */
export function monitoredOf(days: readonly DayRows[], settings: object = {}, units: Units = {}): Monitored {
  const names = Object.keys(days[0] ?? {});
  const all = (name: string): Cell[] => days.flatMap((day) => day[name] ?? []);
  const columns = names.map((name) => {
    const present = all(name).filter((value) => value !== null);
    const numbers = present.filter((value) => typeof value === "number");
    const type = typeof present[0] === "number" ? ("numeric" as const) : ("categorical" as const);
    const grid = type === "numeric" ? { grid: 1, ...chooseGrid(numbers) } : null;
    return { name, kind: "feature" as const, type, unit: units[name] ?? null, grid, blocks: days.map((day) => countsOf(type, grid, day[name] ?? [])) };
  });
  const blocks = days.map((day, number) => ({ start: START + number * DAY, end: START + (number + 1) * DAY, rows: day[names[0] ?? ""]?.length ?? 0 }));
  const baseline: Baseline = { id: "b", name: "training", model: "m", version: "1", source: "synthetic", timeZone: "UTC", blocks, columns, performance: null };
  const features = columns.map(({ name, type }) => ({ name, type }));
  const schema = modelSchema.parse({ name: "m", version: "1", task: "binary", features });
  return { config: monitorConfig.parse({ model: "m", baseline: { file: "f" }, ...settings }), schema, baseline };
}

/** A day as a window, `number` days after START. */
export function windowOf({ baseline }: Monitored, day: DayRows, number: number, coverage = 1): WindowData {
  const columns = new Map(baseline.columns.map((column) => [column.name, countsOf(column.type, column.grid, day[column.name] ?? [])]));
  const window = { start: START + number * DAY, end: START + (number + 1) * DAY };
  return { window, rows: Object.values(day)[0]?.length ?? 0, coverage, columns };
}

function countsOf(type: "numeric" | "categorical", grid: Baseline["columns"][number]["grid"], values: readonly Cell[]): ColumnCounts {
  const counts = new Map<number | string, number>();
  const present = values.filter((value) => value !== null);
  for (const value of present) {
    const cell = typeof value === "number" && grid !== null ? bucketOf(value, grid) : value;
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  return { type, counts, missing: values.length - present.length } as ColumnCounts;
}
