import { NumberTaskRows } from "../../../analyzers/performance/number-task-rows.ts";
import { TidemarkError } from "../../../errors.ts";
import { visibleLine } from "../../../visible-text.ts";
import { classSides, type ClassSides } from "./class-sides.ts";
import { keepRows, type Kept } from "./keep-rows.ts";
import type { PerformanceOptions } from "./performance-options.ts";
import type { Side, SideColumns } from "./read-side.ts";

export type PerformanceSides =
  | (ClassSides & { readonly task: "binary" | "multiclass" })
  | { readonly task: "regression"; readonly reference: Kept<NumberTaskRows>; readonly current: Kept<NumberTaskRows>; readonly notes: readonly string[] };

type Asked = Pick<PerformanceOptions, "target" | "prediction" | "score" | "timestamp" | "task" | "positive" | "cost-matrix">;

/** Which columns are asked for. */
export function sideColumns({ target, prediction, score, timestamp }: Asked): SideColumns {
  const scores = score === undefined ? [] : score.column !== undefined ? [score.column] : [...score.columns.values()];
  return { target, prediction: prediction ?? null, scores, timestamp: timestamp ?? null };
}

/** Both sides as the rows of their task. */
export function performanceSides(reference: Side, current: Side, asked: Asked): PerformanceSides {
  const named = asked.score?.columns === undefined ? [] : [...asked.score.columns.keys()];
  const declared = asked.task === "binary" || asked.task === "multiclass" || asked.task === "regression" ? asked.task : undefined;
  const task = declared ?? taskOf(reference, named.length, asked);
  if (task !== "regression") return { task, ...classSides(reference, current, { task, positive: asked.positive, named, worth: asked["cost-matrix"] ?? null }) };
  return { task, reference: numberRows(reference, asked), current: numberRows(current, asked), notes: [] };
}

/** By the scores where there are any, else by what the target holds. */
function taskOf({ target, prediction }: Side, named: number, { score }: Asked): PerformanceSides["task"] {
  const classes = new Set([...(target?.classes ?? []), ...(prediction?.classes ?? [])]);
  classes.delete(null);
  if (named > 0) return named > 2 || classes.size > 2 ? "multiclass" : "binary";
  if (score !== undefined) return "binary";
  const isNumber = target?.isNumber === true && prediction?.isNumber !== false;
  if (!isNumber) return classes.size > 2 ? "multiclass" : "binary";
  return [...classes].every((name) => name === "0" || name === "1") ? "binary" : "regression";
}

function numberRows(side: Side, { prediction, score }: Asked): Kept<NumberTaskRows> {
  const predicted = side.prediction?.numbers ?? side.scores[0] ?? new Float64Array(side.rows).fill(Number.NaN);
  if (predicted.every((value) => Number.isNaN(value)))
    throw new TidemarkError(
      "input",
      `reading ${visibleLine(side.name)}: column ${visibleLine(prediction ?? score?.column ?? "")} holds no numbers; expected predicted numbers, or --task multiclass`,
    );
  return keepRows(
    side,
    (row) => Number.isFinite(predicted[row]),
    (rows) => {
      const labels = Float64Array.from(rows, (row) => side.target?.numbers[row] ?? Number.NaN).map((value) => (Number.isFinite(value) ? value : Number.NaN));
      return new NumberTaskRows(
        labels,
        Float64Array.from(rows, (row) => predicted[row] ?? 0),
      );
    },
  );
}
