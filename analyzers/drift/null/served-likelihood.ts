import { chiSquareSurvival } from "../../statistics/distributions/chi-square-survival.ts";
import { logGamma } from "../../statistics/distributions/log-gamma.ts";
import { dimensionsWith, type DistanceNull } from "./chance-of-distance.ts";
import { meanVariance, WORTH } from "./neighbours.ts";

/** A served window's distance to the baseline, its rows, and what sampling makes of them. */
export interface ServedDistance {
  readonly known: Pick<DistanceNull, "deviation" | "dimensions" | "unit" | "referenceRows" | "windows">;
  readonly rows: number;
  readonly distance: number;
}

/** Of so many windows the farthest one only counts as farther than the others: a day that had drifted a little, and was not called, must not teach how far. */
const FARTHEST = 8;

/**
 * How likely it is that quiet served windows lie as far from the baseline as they do when windows' levels have this size: each square is gamma distributed, as in `distanceLikelihood`; of the farthest eighth only that they are at least as far as the farthest of the others (a censored
 * likelihood). Neighbours are alike (`neighbours.ts`).
 */
export function servedLikelihood(served: readonly ServedDistance[], size: number): number {
  const nearest = served.toSorted((a, b) => a.distance - b.distance);
  const kept = nearest.length - Math.floor(nearest.length / FARTHEST);
  const bound = nearest[kept - 1]?.distance ?? 0;
  let log = 0;
  for (const [place, { known, rows, distance }] of nearest.entries()) {
    const effective = (rows * known.referenceRows) / (rows + known.referenceRows);
    const sampling = known.deviation ** 2 / effective;
    const level = (size * known.unit) ** 2 * (1 + meanVariance(known.windows));
    const half = dimensionsWith(known.dimensions(effective), sampling, level) / 2;
    // No distance is held for smaller than a hundredth of what sampling makes it: ties make some 0.
    const square = Math.max(place < kept ? distance ** 2 : bound ** 2, 1e-4 / rows);
    const scale = 2 * (sampling + level);
    log +=
      place < kept
        ? (half - 1) * Math.log(square) - square / scale - half * Math.log(scale) - logGamma(half)
        : Math.log(chiSquareSurvival((2 * square) / scale, 2 * half));
  }
  return WORTH * log;
}
