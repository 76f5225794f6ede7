import type { ChangeDetector, DetectorRun } from "../../../analyzers/statistics/change-detector.ts";
import { TidemarkError } from "../../../errors.ts";

/** What a detector said of a column. Zero-based row numbers: where a stretch of warnings begins, and each drift. */
export interface Watched {
  readonly rows: number;
  /** Rows without a number, which the detector does not see. */
  readonly missing: number;
  readonly warnings: readonly number[];
  readonly drifts: readonly number[];
}

/** A detector that runs, and what it takes. */
export interface Watching extends Pick<ChangeDetector, "name" | "input"> {
  readonly run: Pick<DetectorRun, "update">;
}

/** Drifts and warnings that are kept of one column: a detector that calls more says nothing. */
const MOST_KEPT = 1_000_000;

/** Runs a detector over a column's numbers, NaN where a row has none. @throws TidemarkError `input` at the first value that is none of the detector's. */
export async function watchColumn(detector: Watching, pieces: AsyncIterable<Float64Array>, onRows: (rows: number) => void): Promise<Watched> {
  const [warnings, drifts]: [number[], number[]] = [[], []];
  let [rows, missing, warned] = [0, 0, false];
  for await (const piece of pieces) {
    for (const value of piece) {
      const row = rows++;
      if (Number.isNaN(value)) {
        missing += 1;
        continue;
      }
      if (!isTaken(detector, value)) throw refused(detector, row, value);
      const { state } = detector.run.update(value);
      if (state === "drift" && drifts.length < MOST_KEPT) drifts.push(row);
      if (state === "warning" && !warned && warnings.length < MOST_KEPT) warnings.push(row);
      warned = state === "warning";
    }
    onRows(piece.length);
  }
  return { rows, missing, warnings, drifts };
}

function isTaken({ input }: Pick<ChangeDetector, "input">, value: number): boolean {
  return input === "errors" ? value === 0 || value === 1 : Number.isFinite(value);
}

function refused({ name, input }: Pick<ChangeDetector, "name" | "input">, row: number, value: number): TidemarkError {
  const expected = input === "errors" ? "1 where the model was wrong and 0 where it was right" : "finite numbers";
  return new TidemarkError("input", `detecting changes by ${name}: row ${row} holds ${value}; expected ${expected}`);
}
