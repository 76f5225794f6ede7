import type { CheckedColumn } from "./checked-column.ts";
import { missingCheck } from "./checks/missing.ts";
import type { DataSet } from "../data/data-set.ts";
import { pairType } from "./pair-columns.ts";
import { describeMissing } from "./in-words.ts";

const NO_SIDE = { rows: 0, distinct: 0, mean: null, deviation: null, low: null, high: null } as const;

/** A column without checks, and why. */
export function uncomparedColumn(name: string, note: string): CheckedColumn {
  return {
    name,
    type: "categorical",
    method: "",
    statistic: null,
    pValue: null,
    effect: null,
    missing: { reference: 0, current: 0 },
    distribution: null,
    sides: { reference: NO_SIDE, current: NO_SIDE },
    checks: [],
    methods: [],
    describe: () => "",
    detectableAt: () => null,
    note,
  };
}

/** A column that the current data lack: missing in all their rows. */
export function vanishedColumn(name: string, reference: DataSet, current: DataSet): CheckedColumn {
  const column = reference.columns.get(name);
  const missing = { reference: 0, current: 1 };
  return {
    ...uncomparedColumn(name, "the current data do not have it"),
    type: (column === undefined ? null : pairType(column, column)) ?? "categorical",
    missing,
    checks: [missingCheck({ rows: reference.rows, missing: 0 }, { rows: current.rows, missing: current.rows })],
    describe: describeMissing(missing),
  };
}
