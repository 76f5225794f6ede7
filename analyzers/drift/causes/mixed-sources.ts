import { figure } from "../../statistics/figure.ts";
import { ksDistance } from "../../statistics/methods/kolmogorov-smirnov.ts";
import type { Grid } from "../../statistics/column-counts.ts";
import { type NumericSample, weightedSample } from "../../statistics/sample.ts";
import { asSent } from "./buckets.ts";
import type { Explanation } from "./explanation.ts";
import type { Habits } from "./habits.ts";
import { conversionsTo } from "./units.ts";

/** Shares of converted rows that are tried; fewer, or more, are no mix. */
const SHARES = Array.from({ length: 27 }, (_, step) => 0.05 + step * 0.03);
/** Where the baseline's own blocks lie this far apart, a mix cannot be told from them. */
const TOO_LOOSE = 0.25;
/** A mix must leave no more than this part of the rows that it puts down to the other source unexplained. */
const LEFT_OVER = 1 / 3;

/**
 * Explains a window as a mix of two sources: part of the rows as in the baseline, the others as the baseline's in another unit or with the other sign. Of all that fit by Kolmogorov–Smirnov's distance the nearest.
 */
export function mixedSources(habits: Habits, current: NumericSample, unit: string | null, grid: Grid): readonly Explanation[] {
  const allowed = habits.allowedDistance(current.total);
  if (allowed > TOO_LOOSE) return [];
  const ways = [...conversionsTo(unit), { seems: "the same with the sign turned round", factor: -1, offset: 0 }];
  const tried = ways.flatMap(({ seems, ...line }) => {
    const other = asSent(habits.reference, grid, line);
    return SHARES.map((share) => ({ seems, share, distance: ksDistance(mixed(habits.reference, other, share), current) }));
  });
  const [nearest] = tried.toSorted((a, b) => a.distance - b.distance);
  if (nearest === undefined || nearest.distance > Math.min(allowed, nearest.share * LEFT_OVER)) return [];
  const { seems, share } = nearest;
  const text = `two sources seem to be mixed: about ${figure(share * 100)} % of rows seem to be ${seems}, the others as before`;
  return [{ cause: "mixedSources", key: seems, text, change: null, weight: 0 }];
}

function mixed(a: NumericSample, b: NumericSample, share: number): NumericSample {
  return weightedSample([
    ...a.values.map((value, index) => [value, (a.weights[index] ?? 0) * (1 - share)] as const),
    ...b.values.map((value, index) => [value, (b.weights[index] ?? 0) * share] as const),
  ]);
}
