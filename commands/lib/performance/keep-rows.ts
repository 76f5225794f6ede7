import { visibleLine } from "../../../visible-text.ts";
import { TidemarkError } from "../../../errors.ts";
import type { Side } from "./read-side.ts";

/** The rows of a side that can be measured. */
export interface Kept<Rows> {
  readonly rows: Rows;
  readonly times: Float64Array | null;
  /** Their places in the file. */
  readonly places: Uint32Array;
  readonly notes: readonly string[];
}

/** Leaves out rows without a prediction or score, and says how many. @throws TidemarkError `input` when none is left */
export function keepRows<Rows>(side: Side, isThere: (row: number) => boolean, make: (rows: Uint32Array) => Rows): Kept<Rows> {
  const kept = Uint32Array.from({ length: side.rows }, (_, row) => row).filter(isThere);
  if (kept.length === 0)
    throw new TidemarkError("input", `reading ${visibleLine(side.name)}: no row has a prediction with all its scores; expected columns that hold them`);
  const without = side.rows - kept.length;
  const { times } = side;
  return {
    rows: make(kept),
    times: times === null ? null : Float64Array.from(kept, (row) => times[row] ?? 0),
    places: Uint32Array.from(kept, (row) => side.order[row] ?? 0),
    notes: without === 0 ? [] : [`${visibleLine(side.name)}: ${without} rows without a prediction or score are left out.`],
  };
}
