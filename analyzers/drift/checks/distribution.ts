import { ksDistance } from "../../statistics/methods/kolmogorov-smirnov.ts";
import totalVariation from "../../statistics/methods/total-variation.ts";
import wasserstein from "../../statistics/methods/wasserstein.ts";
import type { ColumnNull } from "../null/column-null.ts";
import { distanceAt, distanceChance, type DistanceNull } from "../null/chance-of-distance.ts";
import { hugeRowChance, hugeRowMove, type RowTail } from "../null/huge-row.ts";
import type { DistanceName } from "../null/window-distances.ts";
import type { Sample } from "../../statistics/sample.ts";
import { changedShare } from "../changed-share.ts";
import { type Check, distanceSource } from "./check.ts";

const PAIRS = { numeric: ["wasserstein", "kolmogorov-smirnov"], categorical: ["total-variation"] } as const;

/**
 * Distance of a window's values to the baseline's: numbers by Wasserstein over the baseline's standard deviation and by Kolmogorov–Smirnov, categories by total variation, each against its null (`null/chance-of-distance.ts`).
 * None without values on either side.
 */
export function distributionChecks(known: ColumnNull, current: Sample): readonly Check[] {
  return PAIRS[known.column.type].flatMap((distance): Check[] => {
    const statistic = distanceOf(distance, known.reference, current);
    if (statistic === null) return [];
    const nullOf = known.distance(distance);
    const judged = againstNull(nullOf, distance === "wasserstein" ? known.tail : null, statistic, current.total);
    return [
      {
        check: distance,
        statistic,
        get effect() {
          return distance === "kolmogorov-smirnov" ? 0 : distance === "wasserstein" ? statistic : changedShare(known, current).value;
        },
        detail: "",
        ...judged,
        source: `${distanceSource(known, nullOf)}${judged.source}`,
      },
    ];
  });
}

/** P-value and thresholds. Where one huge row can make the whole distance, as in heavy tails, the baseline may never have had one as huge: the p-value is never under the chance of such a row. */
function againstNull(known: DistanceNull, tail: RowTail | null, statistic: number, rows: number): Pick<Check, "pValue" | "thresholdAt" | "source"> {
  if (known.deviation === 0) return { pValue: statistic > 0 ? 0 : 1, thresholdAt: () => 0, source: "" };
  const chance = distanceChance(known, statistic, rows);
  if (tail === null) return { pValue: chance, thresholdAt: (level) => distanceAt(known, level, rows), source: "" };
  const usual = usualDistance(known, rows);
  const ofRow = statistic > usual ? hugeRowChance(tail, statistic - usual, rows) : 0;
  return {
    pValue: Math.max(chance, ofRow),
    thresholdAt: (level) => Math.max(distanceAt(known, level, rows), usual + hugeRowMove(tail, level, rows)),
    source: ofRow > chance ? "; not under the chance of one huge row" : "",
  };
}

/** What sampling alone makes a distance come to. */
function usualDistance(known: DistanceNull, rows: number): number {
  const effective = (rows * known.referenceRows) / (rows + known.referenceRows);
  return known.deviation * Math.sqrt(Math.max(0.5, known.dimensions(effective) - 0.5) / effective);
}

/** Null without values on either side, or where the baseline is constant and so has no standard deviation. Kolmogorov–Smirnov without its p-value, which would cost more than all the rest. */
function distanceOf(distance: DistanceName, reference: Sample, current: Sample): number | null {
  if (reference.total === 0 || current.total === 0) return null;
  if (reference.type === "numeric" && current.type === "numeric" && distance === "kolmogorov-smirnov") return ksDistance(reference, current);
  return (distance === "wasserstein" ? wasserstein : totalVariation).compare(reference, current).statistic;
}
