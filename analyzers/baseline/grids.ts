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
    if (!known.some((other) => other.grid === grid.grid)) await store.insert("grids", [{ model, feature, ...grid, created_time: now }]);
  }
}

function knownGrids(store: Store, model: string, feature: string): Promise<Grid[]> {
  return store.query<Grid>("SELECT grid, location, scale, resolution FROM grids WHERE model = {model: String} AND feature = {feature: String}", {
    model,
    feature,
  });
}
