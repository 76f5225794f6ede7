import type { DayRows } from "../../test/analyzers/drift/synthetic.ts";

/** Days that one block without times is made of. */
export const FILE_DAYS = 21;

/** Rows of some days as one, as a file without times has them. */
export function inOneBlock(days: readonly DayRows[]): DayRows {
  return Object.fromEntries(Object.keys(days[0] ?? {}).map((name) => [name, days.flatMap((day) => day[name] ?? [])]));
}
