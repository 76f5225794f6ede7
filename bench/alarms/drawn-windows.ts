import { normalSurvival } from "../../analyzers/statistics/distributions/normal-survival.ts";
import type { Grid } from "../../analyzers/statistics/column-counts.ts";
import type { Random } from "./random.ts";

/** The grid that drawn columns are counted on: about seventy cells for a standard normal one. */
export const DRAWN_GRID: Grid = { grid: 1, location: 0, scale: 1, resolution: 15 };
const REACH = 60;
/** Upper ends of the cells −60 to 60. */
const EDGES = Array.from({ length: 2 * REACH }, (_, cell) => Math.sinh((cell - REACH + 0.5) / DRAWN_GRID.resolution));

/** Rows of a normal column of standard deviation 1 around a level, counted at once: a multinomial draw over the cells. */
export function drawNormal(rows: number, level: number, random: Random): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  let [left, above] = [rows, 1];
  for (const [cell, edge] of EDGES.entries()) {
    if (left === 0) break;
    const beyond = normalSurvival(edge - level);
    const drawn = above <= 0 ? left : drawBinomial(left, Math.min(1, Math.max(0, 1 - beyond / above)), random);
    if (drawn > 0) counts.set(cell - REACH, drawn);
    [left, above] = [left - drawn, beyond];
  }
  if (left > 0) counts.set(REACH, left);
  return counts;
}

/** Rows by level of a categorical column with these shares. */
export function drawShares(rows: number, shares: readonly number[], random: Random): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  let [left, above] = [rows, 1];
  for (const [level, share] of shares.entries()) {
    const drawn = level === shares.length - 1 ? left : drawBinomial(left, Math.min(1, share / above), random);
    if (drawn > 0) counts.set(`l${level}`, drawn);
    [left, above] = [left - drawn, above - share];
  }
  return counts;
}

/** How many of `trials` succeed: by inversion, or as a rounded normal where that is as good. */
export function drawBinomial(trials: number, chance: number, random: Random): number {
  if (chance > 0.5) return trials - drawBinomial(trials, 1 - chance, random);
  const mean = trials * chance;
  if (mean * (1 - chance) > 100) return Math.min(trials, Math.max(0, Math.round(mean + Math.sqrt(mean * (1 - chance)) * random.normal())));
  let [successes, probability, left] = [0, Math.exp(trials * Math.log1p(-chance)), random.uniform()];
  while (left > probability && successes < trials) {
    left -= probability;
    successes += 1;
    probability *= ((trials - successes + 1) / successes) * (chance / (1 - chance));
  }
  return successes;
}
