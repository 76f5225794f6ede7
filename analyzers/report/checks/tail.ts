import { count } from "../../findings/in-words.ts";
import type { Check } from "../check.ts";
import type { WriteValue } from "../in-words.ts";
import type { PooledNumbers } from "../numbers/pooled-numbers.ts";
import { groupCheck } from "./group-check.ts";

/** Whether more or fewer rows lie far out: the shares of both sides beyond the pooled rows' 0.25, 1 and 4 % from either end. Kolmogorov–Smirnov hardly sees 1 % of outliers; this does. */
export function tailCheck({ tails, reference, current }: PooledNumbers, write: WriteValue): Check {
  const rows = { reference: reference.values.length, current: current.values.length };
  return groupCheck(
    "tail",
    tails.map((tail) => ({
      ...tail,
      rows,
      detail: `${count(tail.current)} of ${count(rows.current)} rows ${tail.end === "lower" ? "at or below" : "above"} ${write(tail.value)}, ${count(tail.reference)} of ${count(rows.reference)} in the reference`,
    })),
  );
}
