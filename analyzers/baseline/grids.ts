import type { Store } from "../../collector/clickhouse/store.ts";
import type { Baseline } from "./baseline.ts";
import type { Grid } from "../statistics/column-counts.ts";
import { chooseGrid, fitsGrid } from "./choose-grid.ts";

/**
 * A grid for a feature's values (finite; at least one), with its number: the one they ask for where it is registered, else the one that the rollups use now where it is fine enough (so that
 * another baseline does not change how traffic is rolled up), else the next, which is not registered yet.
 */
export async function gridFor(store: Store, model: string, feature: string, sampled: readonly number[]): Promise<Grid> {
  const values = sampled.map(asNumber);
  const shape = chooseGrid(values);
  const known = await knownGrids(store, model, feature);
  const same = known.find((grid) => grid.location === shape.location && grid.scale === shape.scale && grid.resolution === shape.resolution);
  const newest = known.toSorted((a, b) => a.grid - b.grid).at(-1);
  if (same !== undefined) return same;
  return newest !== undefined && fitsGrid(values, newest) ? newest : { grid: (newest?.grid ?? 0) + 1, ...shape };
}

/** Makes the rollups use a baseline's grids from the next insert on. `now`: epoch milliseconds. Grids that are there already are left alone. */
export async function registerGrids(store: Store, baseline: Baseline, now: number): Promise<void> {
  const { model } = baseline;
  for (const { name: feature, grid } of baseline.columns) {
    if (grid === null) continue;
    const known = await knownGrids(store, model, feature);
    if (!known.some((other) => other.grid === grid.grid)) await insertGrid(store, model, feature, grid, now);
  }
}

/** Chooses a grid for the values of a feature that has none, and has the rollups use it from the next insert on. `now`: epoch milliseconds. */
export async function registerGrid(store: Store, model: string, feature: string, values: readonly number[], now: number): Promise<Grid> {
  const grid = await gridFor(store, model, feature, values);
  await insertGrid(store, model, feature, grid, now);
  return grid;
}

/** The grids that the rollups of a model use now, by feature. */
export async function newestGrids(store: Store, model: string): Promise<Map<string, Grid>> {
  const grids = await store.query<Grid & { feature: string }>(
    "SELECT feature, grid, location, scale, resolution FROM grids WHERE model = {model: String} ORDER BY feature, grid",
    { model },
  );
  return new Map(grids.map(({ feature, ...grid }) => [feature, numbersOf(grid)]));
}

function insertGrid(store: Store, model: string, feature: string, grid: Grid, now: number): Promise<void> {
  return store.insert("grids", [{ model, feature, ...grid, created_time: now }]);
}

async function knownGrids(store: Store, model: string, feature: string): Promise<readonly Grid[]> {
  const grids = await store.query<Grid>("SELECT grid, location, scale, resolution FROM grids WHERE model = {model: String} AND feature = {feature: String}", {
    model,
    feature,
  });
  return grids.map(numbersOf);
}

/** ClickHouse writes a large whole Float64 as an integer, and one that a number may not hold comes as its text (`parse-json.ts`). */
function asNumber(value: number | string): number {
  return Number(value);
}

function numbersOf({ grid, location, scale, resolution }: Grid): Grid {
  return { grid, location: asNumber(location), scale: asNumber(scale), resolution };
}
