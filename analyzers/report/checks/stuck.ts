import { count } from "../../findings/in-words.ts";
import type { Check } from "../check.ts";
import type { WriteValue } from "../in-words.ts";
import type { PooledNumbers } from "../numbers/pooled-numbers.ts";
import { groupCheck } from "./group-check.ts";

/** Whether one value is repeated more or less often than in the reference: the share of the pooled rows' most frequent value. A stuck sensor or a default that fills gaps shows here. */
export function stuckCheck({ mode, reference, current }: PooledNumbers, write: WriteValue): Check {
  const rows = { reference: reference.values.length, current: current.values.length };
  const detail = `${write(mode.value)} in ${count(mode.current)} of ${count(rows.current)} rows, in the reference in ${count(mode.reference)} of ${count(rows.reference)}`;
  return groupCheck("stuck", [{ ...mode, rows, detail }]);
}
