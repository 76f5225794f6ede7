import type { Store } from "../../collector/clickhouse/store.ts";
import type { Baseline, Grid } from "./baseline.ts";

/** A grid with its number: the one that a registered grid of equal parameters has, else the next of the model's feature. */
export async function registeredGrid(store: Store, model: string, feature: string, shape: Omit<Grid, "grid">): Promise<Grid> {
  const known = await knownGrids(store, model, feature);
  const same = known.find((grid) => grid.location === shape.location && grid.scale === shape.scale && grid.resolution === shape.resolution);
  return same ?? { grid: Math.max(0, ...known.map((grid) => grid.grid)) + 1, ...shape };
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

/** Numbers a grid and has the rollups use it from the next insert on. `now`: epoch milliseconds. */
export async function registerGrid(store: Store, model: string, feature: string, shape: Omit<Grid, "grid">, now: number): Promise<Grid> {
  const grid = await registeredGrid(store, model, feature, shape);
  await insertGrid(store, model, feature, grid, now);
  return grid;
}

/** The grids that the rollups of a model use now, by feature. */
export async function newestGrids(store: Store, model: string): Promise<Map<string, Grid>> {
  const grids = await store.query<Grid & { feature: string }>(
    "SELECT feature, grid, location, scale, resolution FROM grids WHERE model = {model: String} ORDER BY feature, grid",
    { model },
  );
  return new Map(grids.map(({ feature, ...grid }) => [feature, grid]));
}

function insertGrid(store: Store, model: string, feature: string, grid: Grid, now: number): Promise<void> {
  return store.insert("grids", [{ model, feature, ...grid, created_time: now }]);
}

function knownGrids(store: Store, model: string, feature: string): Promise<Grid[]> {
  return store.query<Grid>("SELECT grid, location, scale, resolution FROM grids WHERE model = {model: String} AND feature = {feature: String}", {
    model,
    feature,
  });
}
