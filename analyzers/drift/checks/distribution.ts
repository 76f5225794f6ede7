import chiSquare from "../../statistics/methods/chi-square.ts";
import kolmogorovSmirnov, { ksDistance } from "../../statistics/methods/kolmogorov-smirnov.ts";
import totalVariation from "../../statistics/methods/total-variation.ts";
import wasserstein from "../../statistics/methods/wasserstein.ts";
import type { ColumnNull } from "../null/column-null.ts";
import { centreOf, criticalValue, exceedance, type NullFit } from "../null/fit-null.ts";
import { hugeRowChance, hugeRowMove, type RowTail } from "../null/huge-row.ts";
import type { DistanceName } from "../null/piece-distances.ts";
import type { Sample } from "../../statistics/sample.ts";
import { type Check, fittedSource, TWO_SAMPLE } from "./check.ts";

const PAIRS = { numeric: ["wasserstein", "kolmogorov-smirnov"], categorical: ["total-variation"] } as const;

/**
 * Distance of a window's values to the baseline's: numbers by Wasserstein over the baseline's standard deviation and by Kolmogorov–Smirnov, categories by total variation.
 * Against the null of the baseline's own pieces; with too few of them by the two-sample p-value of Kolmogorov–Smirnov or chi-square. None without values on either side.
 */
export function distributionChecks(known: ColumnNull, current: Sample): readonly Check[] {
  return PAIRS[known.column.type].flatMap((distance): Check[] => {
    const statistic = distanceOf(distance, known.reference, current);
    if (statistic === null) return [];
    const fit = known.distanceNull(distance, current.total);
    const common = { check: distance, statistic, effect: distance === "kolmogorov-smirnov" ? 0 : statistic, detail: "" };
    if (fit !== null) return [{ ...common, ...againstNull(fit, distance === "wasserstein" ? known.tail : null, statistic, current.total) }];
    const test = known.column.type === "numeric" ? kolmogorovSmirnov : chiSquare;
    return [{ ...common, pValue: test.compare(known.reference, current).pValue ?? 1, thresholdAt: () => null, source: TWO_SAMPLE }];
  });
}

/**
 * P-value and thresholds by a fitted null. Where one huge row can make the whole distance, as in heavy tails, the pieces that the null was fitted to may never have had one as huge: the p-value is
 * never under the chance of such a row.
 */
function againstNull(fit: NullFit, tail: RowTail | null, statistic: number, rows: number): Pick<Check, "pValue" | "thresholdAt" | "source"> {
  const [fitted, source] = [exceedance(fit, statistic), fittedSource(fit.pieces, fit.power)];
  if (tail === null) return { pValue: fitted, thresholdAt: (level) => criticalValue(fit, level), source };
  const ofRow = hugeRowChance(tail, Math.max(0, statistic - centreOf(fit)), rows);
  return {
    pValue: Math.max(fitted, statistic > centreOf(fit) ? ofRow : 0),
    thresholdAt: (level) => Math.max(criticalValue(fit, level), centreOf(fit) + hugeRowMove(tail, level, rows)),
    source: ofRow > fitted ? `${source}; not under the chance of one huge row` : source,
  };
}

/** Null without values on either side, or where the baseline is constant and so has no standard deviation. Kolmogorov–Smirnov without its p-value, which would cost more than all the rest. */
function distanceOf(distance: DistanceName, reference: Sample, current: Sample): number | null {
  if (reference.total === 0 || current.total === 0) return null;
  if (reference.type === "numeric" && current.type === "numeric" && distance === "kolmogorov-smirnov") return ksDistance(reference, current);
  return (distance === "wasserstein" ? wasserstein : totalVariation).compare(reference, current).statistic;
}
