import { readFileSync } from "node:fs";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { ModelSchema } from "../../collector/events/model-schema.ts";
import type { Window } from "../windows/window.ts";
import { classParameters, withClasses } from "../performance/class-sql.ts";
import { noSums, performanceSumsSql, roundSums } from "../performance/performance-sums.ts";
import { CELL_SUMS, cellParameters } from "../performance/cell-sums.ts";
import { labelParameters, withAssumedLabels } from "../performance/labels-sql.ts";
import { confident, type PerformanceTask, performanceTask } from "../performance/performance-task.ts";
import type { Grid } from "../statistics/column-counts.ts";
import type { PerformanceSums } from "../performance/sums.ts";

const LABELLED_DAYS = readFileSync(new URL("labelled-days.sql", import.meta.url), "utf8");
const labelledDaysSql = (task: PerformanceTask): string =>
  withClasses(LABELLED_DAYS)
    .replace("{{performanceSums}}", () => `${performanceSumsSql}${CELL_SUMS[task].direct}`)
    .replace("{{cell}}", () => CELL_SUMS[task].cellOf({ score: "prediction", predicted: "class", label: "truth", correct: "correct" }));

/** Performance sums of local days, from rows and the labels known by `now` (epoch milliseconds), cells by the `grid` of the predicted number; null when the model has nothing to judge it by, or no row has a label. */
export async function rangePerformance(
  store: Store,
  schema: ModelSchema,
  days: readonly Window[],
  { grid, ...options }: { readonly timeZone: string; readonly now: number; readonly grid: Grid },
): Promise<readonly PerformanceSums[] | null> {
  const task = performanceTask(schema);
  if (task === null || days.length === 0) return null;
  const rows = await store.query<{ window: number; day: number } & PerformanceSums>(withAssumedLabels(labelledDaysSql(task), schema), {
    model: schema.name,
    version: schema.version,
    from: days[0]?.start ?? 0,
    to: days.at(-1)?.end ?? 0,
    starts: [0],
    task,
    score: schema.score ?? "",
    class: schema.prediction ?? "",
    positive: schema.positive,
    ...classParameters(schema),
    ...labelParameters(schema, days[0]?.start ?? 0, options.now),
    ...cellParameters(grid, confident(schema)),
    ...options,
  });
  if (rows.length === 0) return null;
  const byDay = new Map(rows.flatMap(({ window, day, ...sums }) => (window === 0 ? [[day, roundSums(sums)] as const] : [])));
  return days.map((day) => byDay.get(day.start) ?? noSums);
}
