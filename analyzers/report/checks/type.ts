import { count } from "../../findings/in-words.ts";
import type { Check } from "../check.ts";
import { groupCheck } from "./group-check.ts";

/** Rows with a value of a side, and those whose value is not of the column's type (text among numbers). */
export interface SideTypes {
  readonly rows: number;
  readonly unreadable: number;
}

/** Whether the share of values that are not of the column's type changed. `expected` is that type, for people. */
export function typeCheck(reference: SideTypes, current: SideTypes, expected: string): Check {
  const rows = { reference: reference.rows, current: current.rows };
  const detail = `${count(current.unreadable)} of ${count(rows.current)} values are no ${expected}, ${count(reference.unreadable)} of ${count(rows.reference)} in the reference`;
  return groupCheck("type", [{ reference: reference.unreadable, current: current.unreadable, rows, detail }]);
}
