import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import type { ColumnNull } from "../null/column-null.ts";
import { criticalValue, exceedance, fitNull } from "../null/fit-null.ts";
import { type Check, fittedSource, TWO_SAMPLE } from "./check.ts";

/**
 * Whether more rows lack the column than in the baseline. The statistic is Anscombe's arc sine of the share's root, whose sampling error hardly depends on the share;
 * its null is fitted over the baseline's pieces, or, with too few, the normal difference of two shares. Few missing rows are no drift, however surprising.
 * [Anscombe 1948, The transformation of Poisson, binomial and negative-binomial data, Biometrika 35]
 */
export function missingCheck(known: ColumnNull, rows: number, missing: number): Check {
  const statistic = angle(missing, rows);
  const noise = 1 / (2 * Math.sqrt(rows));
  const effect = Math.max(0, missing / rows - known.missing / Math.max(1, known.rows));
  const common = { check: "missing", statistic, effect, detail: `${missing} of ${rows} rows, in the baseline ${known.missing} of ${known.rows}` };
  const atWindowSize = (share: number): number => angle(share * rows, rows);
  if (known.pieces.length === 0) {
    const z = (statistic - atWindowSize(known.missing / Math.max(1, known.rows))) / Math.hypot(noise, 1 / (2 * Math.sqrt(Math.max(1, known.rows))));
    return { ...common, pValue: normalCdf(-z, 0, 1), thresholdAt: () => null, source: TWO_SAMPLE };
  }
  const fit = fitNull(
    known.pieces.map((piece) => atWindowSize(piece.missing / Math.max(1, piece.rows))),
    noise,
  );
  return { ...common, pValue: exceedance(fit, statistic), thresholdAt: (level) => criticalValue(fit, level), source: fittedSource(fit.pieces, fit.power) };
}

function angle(missing: number, rows: number): number {
  return Math.asin(Math.sqrt((missing + 3 / 8) / (rows + 3 / 4)));
}
