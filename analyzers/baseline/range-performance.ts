import { readFileSync } from "node:fs";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { ModelSchema } from "../../collector/events/model-schema.ts";
import type { Window } from "../windows/window.ts";
import { classParameters, withClasses } from "../performance/class-sql.ts";
import { noSums, performanceSumsSql, roundSums } from "../performance/performance-sums.ts";
import { labelParameters, withLabels } from "../performance/labels-sql.ts";
import { performanceTask } from "../performance/performance-task.ts";
import type { PerformanceSums } from "../performance/sums.ts";

const LABELLED_DAYS = withClasses(readFileSync(new URL("labelled-days.sql", import.meta.url), "utf8")).replace("{{performanceSums}}", performanceSumsSql);

/** Performance sums of local days, from rows and the labels known by `now` (epoch milliseconds); null when the model has nothing to judge it by, or no row has a label. */
export async function rangePerformance(
  store: Store,
  schema: ModelSchema,
  days: readonly Window[],
  options: { readonly timeZone: string; readonly now: number },
): Promise<readonly PerformanceSums[] | null> {
  const task = performanceTask(schema);
  if (task === null || days.length === 0) return null;
  const rows = await store.query<{ window: number; day: number } & PerformanceSums>(withLabels(LABELLED_DAYS, schema), {
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
    ...labelParameters(schema, days[0]?.start ?? 0),
    ...options,
  });
  if (rows.length === 0) return null;
  const byDay = new Map(rows.flatMap(({ window, day, ...sums }) => (window === 0 ? [[day, roundSums(sums)] as const] : [])));
  return days.map((day) => byDay.get(day.start) ?? noSums);
}
