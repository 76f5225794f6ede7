import type { CheckedColumn } from "./checked-column.ts";
import type { DrawnRows } from "../data/read-rows.ts";

/** What a column of which rows are drawn tells whatever its checks find. */
export function drawnColumn<Type extends "text" | "vector">(
  column: { readonly name: string; readonly type: Type; readonly method: string },
  reference: DrawnRows<unknown>,
  current: DrawnRows<unknown>,
) {
  return {
    ...column,
    effect: null,
    missing: { reference: missingShare(reference), current: missingShare(current) },
    distribution: null,
    sides: { reference: sideOf(reference), current: sideOf(current) },
    methods: [],
    detectableAt: () => null,
  } as const satisfies Partial<CheckedColumn>;
}

function missingShare({ rows, missing }: DrawnRows<unknown>): number {
  return rows === 0 ? 0 : missing / rows;
}

function sideOf({ rows, missing, values }: DrawnRows<unknown>): CheckedColumn["sides"]["reference"] {
  return { rows: rows - missing, distinct: new Set(values).size, mean: null, deviation: null, low: null, high: null };
}
