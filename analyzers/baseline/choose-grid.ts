import type { Grid } from "../statistics/column-counts.ts";

type Shape = Omit<Grid, "grid">;

/** Share of rows that a bucket may hold beyond its commonest value; what a comparison of buckets can miss of the exact distance. */
const TOLERATED_MASS = 0.002;
const RESOLUTIONS = [100, 200, 400, 800, 1600] as const;
const NARROWINGS = 24;

/**
 * A grid for a column's values (finite, in any order; at least one): fine near its location, logarithmic in the tails. Location is the median (or, where that serves better, the
 * least or the largest value or 0), scale half the interquartile range, narrowed, and resolution raised, until no bucket holds more than 0.2 % of the rows beyond its commonest value,
 * so that the Kolmogorov–Smirnov distance of buckets is within 0.005 of the exact one. Where the middle half is one value (constant, zero-inflated) the scale starts from the others.
 */
export function chooseGrid(values: readonly number[]): Shape {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)] ?? 0;
  const runs = runsOf(sorted);
  const locations = [...new Set([at(0.5), at(0), 0, at(1)])];
  let best: { shape: Shape; mass: number } | null = null;
  for (const resolution of RESOLUTIONS)
    for (let narrowing = 0; narrowing < NARROWINGS; narrowing += 2)
      for (const location of locations) {
        const scale = startingScale(sorted, location) / 2 ** narrowing;
        if (!(scale > 0) || !Number.isFinite(1 / scale)) continue;
        const shape = { location, scale, resolution };
        const mass = largestMixedMass(runs, sorted.length, shape);
        if (best === null || mass < best.mass) best = { shape, mass };
        if (mass <= TOLERATED_MASS) return shape;
      }
  return best?.shape ?? { location: at(0.5), scale: 1, resolution: RESOLUTIONS[0] };
}

/** Whether a grid is fine enough for values (finite, in any order; at least one), by the rule that `chooseGrid` goes by. */
export function fitsGrid(values: readonly number[], shape: Shape): boolean {
  return largestMixedMass(runsOf(values.toSorted((a, b) => a - b)), values.length, shape) <= TOLERATED_MASS;
}

/** Half the interquartile range; where that is zero the median distance of the values that are not at the location; for a constant a thousandth of its size, or 1. */
function startingScale(sorted: readonly number[], location: number): number {
  const range = (sorted[Math.round((sorted.length - 1) * 0.75)] ?? 0) - (sorted[Math.round((sorted.length - 1) * 0.25)] ?? 0);
  if (range > 0) return range / 2;
  const distances = sorted.map((value) => Math.abs(value - location)).filter((distance) => distance > 0);
  if (distances.length === 0) return Math.abs(location) / 1000 || 1;
  return distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 1;
}

interface Run {
  readonly value: number;
  readonly rows: number;
}

function runsOf(sorted: readonly number[]): readonly Run[] {
  const runs: { value: number; rows: number }[] = [];
  for (const value of sorted) {
    const last = runs.at(-1);
    if (last?.value === value) last.rows += 1;
    else runs.push({ value, rows: 1 });
  }
  return runs;
}

/** The largest share of rows in one bucket beyond the commonest value of that bucket. */
function largestMixedMass(runs: readonly Run[], total: number, shape: Shape): number {
  let [bucket, rows, commonest, largest] = [Number.NaN, 0, 0, 0];
  for (const run of runs) {
    const next = Math.round(Math.asinh((run.value - shape.location) / shape.scale) * shape.resolution);
    if (next !== bucket) [bucket, rows, commonest] = [next, 0, 0];
    rows += run.rows;
    commonest = Math.max(commonest, run.rows);
    largest = Math.max(largest, rows - commonest);
  }
  return largest / total;
}
