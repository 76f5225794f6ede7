import { count } from "../../findings/in-words.ts";
import type { Check } from "../check.ts";
import { groupCheck } from "./group-check.ts";

/** All rows of a side, and those without a value. */
export interface SideRows {
  readonly rows: number;
  readonly missing: number;
}

/** Whether the share of rows without a value changed, either way. */
export function missingCheck(reference: SideRows, current: SideRows): Check {
  const rows = { reference: reference.rows, current: current.rows };
  const detail = `${count(current.missing)} of ${count(rows.current)} rows have no value, ${count(reference.missing)} of ${count(rows.reference)} in the reference`;
  return groupCheck("missing", [{ reference: reference.missing, current: current.missing, rows, detail }]);
}
