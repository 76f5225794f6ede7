import chiSquare from "../../analyzers/statistics/methods/chi-square.ts";
import kolmogorovSmirnov from "../../analyzers/statistics/methods/kolmogorov-smirnov.ts";
import type { DriftMethod } from "../../analyzers/statistics/method.ts";
import { checkCategories } from "../../analyzers/report/categories/check-categories.ts";
import type { CheckedColumn } from "../../analyzers/report/checked-column.ts";
import type { MethodChoice } from "../../analyzers/report/method-choice.ts";
import { checkNumbers } from "../../analyzers/report/numbers/check-numbers.ts";
import { sortedNumbers } from "../../analyzers/data/sorted-numbers.ts";

/** One side of a column: its numbers rising, without missing ones, or the rows of each level. */
export type ColumnSide =
  | { readonly type: "numeric"; readonly rows: number; readonly values: Float32Array | Float64Array }
  | { readonly type: "categorical"; readonly rows: number; readonly counts: Uint32Array };

/** The checks that `tidemark report` makes of a column by default. Both sides are of one type. */
export function checkSides(name: string, reference: ColumnSide, current: ColumnSide): CheckedColumn {
  if (reference.type === "numeric" && current.type === "numeric")
    return checkNumbers({ name, type: "numeric" }, numberSide(reference), numberSide(current), choiceOf(kolmogorovSmirnov));
  if (reference.type === "categorical" && current.type === "categorical")
    return checkCategories({ name, type: "categorical" }, categorySide(reference), categorySide(current), choiceOf(chiSquare));
  throw new TypeError(`comparing ${name} requires two sides of one type`);
}

function choiceOf(method: DriftMethod): MethodChoice {
  return { method, ofTwoNumbers: method, besides: [], options: {}, convention: null };
}

function numberSide({ rows, values }: ColumnSide & { type: "numeric" }): Parameters<typeof checkNumbers>[1] {
  return { rows, unreadable: 0, numbers: sortedNumbers(values) };
}

function categorySide({ rows, counts }: ColumnSide & { type: "categorical" }): Parameters<typeof checkCategories>[1] {
  const present = new Map<string, number>();
  let total = 0;
  for (const [level, count] of counts.entries()) {
    if (count > 0) present.set(`l${level}`, count);
    total += count;
  }
  return { rows, sample: { type: "categorical", counts: present, total }, numbers: null };
}
