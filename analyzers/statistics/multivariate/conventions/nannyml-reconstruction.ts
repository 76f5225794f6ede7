import { chunkThreshold } from "../../conventions/nannyml.ts";
import type { Matrix } from "../matrix.ts";
import { fitProjection, reconstructionErrors } from "../reconstruction.ts";

/** What NannyML says of one chunk. */
export interface ReconstructionChunk {
  /** Mean length of the residual. */
  readonly value: number;
  /** Standard deviation of the residuals' lengths (ddof 1) over the root of the rows. */
  readonly samplingError: number;
  readonly alert: boolean;
}

/** NannyML 0.13's `DataReconstructionDriftCalculator` on tables encoded as it does (`encodeByReference`): components that hold 65 % of the variance, fitted on the whole reference; limits three standard
 * deviations around the mean of the reference's own chunks, on which it was fitted. */
export function nannymlReconstruction(
  reference: Matrix,
  referenceChunks: readonly Matrix[],
  chunks: readonly Matrix[],
): { readonly lower: number; readonly upper: number; readonly chunks: readonly ReconstructionChunk[] } {
  const projection = fitProjection(reference, 0.65);
  const known = referenceChunks.map((rows) => mean(reconstructionErrors(rows, projection)));
  const upper = chunkThreshold(known);
  const lower = Math.max(0, 2 * mean(known) - upper);
  const said = chunks.map((rows) => {
    const errors = reconstructionErrors(rows, projection);
    const value = mean(errors);
    return { value, samplingError: deviationOf(errors, value) / Math.sqrt(rows.rows), alert: value > upper || value < lower };
  });
  return { lower, upper, chunks: said };
}

function deviationOf(values: Float64Array, centre: number): number {
  return Math.sqrt(values.reduce((total, value) => total + (value - centre) ** 2, 0) / (values.length - 1));
}

function mean(values: ArrayLike<number>): number {
  let total = 0;
  for (let at = 0; at < values.length; at++) total += values[at] ?? 0;
  return total / values.length;
}
