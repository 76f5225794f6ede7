import type { BaselineColumn } from "../statistics/column-counts.ts";
import { bucketOf } from "../statistics/sample.ts";
import type { ScoredRow } from "./decay-window.ts";

/** Groups that a feature's values are put into: tenths of the baseline's rows, or its commonest categories. */
const GROUPS = 10;
/** Rounds of raking; each fits every feature's groups once. */
const ROUNDS = 15;
/** No row stands for more than so many. */
const LARGEST_WEIGHT = 20;
/** Rows under this share of the baseline's are not made up for: a group that is all but gone has none to speak for it. */
const LEAST_SHARE = 1e-3;

/** A feature's groups, and the baseline's share of rows in each. */
interface Groups {
  readonly shares: readonly number[];
  groupOf(row: ScoredRow): number;
}

/**
 * Weights that give a window's rows the baseline's inputs: a density ratio that is a product over the features, raked until each feature's groups have the baseline's shares [Deming & Stephan 1940, Annals of Mathematical
 * Statistics 11]. Cross-fitted: each half of the rows is weighted by what was fitted on the other. Correlations between features are not matched, only their own distributions.
 */
export function inputWeights(rows: readonly ScoredRow[], columns: readonly BaselineColumn[]): readonly number[] {
  const features = columns.filter(({ kind }) => kind === "feature").map(groupsOf);
  const groups = features.map((feature) => rows.map((row) => feature.groupOf(row)));
  const half = (row: number): number => row % 2;
  const ratios = [0, 1].map((which) =>
    rake(
      features,
      groups,
      rows.map((_, row) => half(row) !== which),
    ),
  );
  const raw = rows.map((_, row) => product(features.map((__, feature) => ratios[half(row)]?.[feature]?.[groups[feature]?.[row] ?? 0] ?? 1)));
  const mean = raw.reduce((total, weight) => total + weight, 0) / Math.max(1, rows.length);
  return raw.map((weight) => Math.min(LARGEST_WEIGHT, mean === 0 ? 1 : weight / mean));
}

/** By feature and group, what a row's weight is multiplied with, fitted on the rows that count. */
function rake(features: readonly Groups[], groups: readonly (readonly number[])[], counts: readonly boolean[]): readonly (readonly number[])[] {
  const ratios = features.map(({ shares }) => shares.map(() => 1));
  const weights: number[] = counts.map(Number);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [feature, { shares }] of features.entries()) {
      const own = groups[feature] ?? [];
      const found = shares.map(() => 0);
      for (const [row, weight] of weights.entries()) found[own[row] ?? 0] = (found[own[row] ?? 0] ?? 0) + weight;
      const all = found.reduce((total, weight) => total + weight, 0);
      const steps = shares.map((share, group) => (all > 0 && (found[group] ?? 0) > 0 && share >= LEAST_SHARE ? share / ((found[group] ?? 0) / all) : 1));
      for (const [row, weight] of weights.entries()) weights[row] = weight * (steps[own[row] ?? 0] ?? 1);
      ratios[feature] = (ratios[feature] ?? []).map((ratio, group) => ratio * (steps[group] ?? 1));
    }
  return ratios;
}

function groupsOf(column: BaselineColumn): Groups {
  const missing = column.blocks.reduce((total, block) => total + block.missing, 0);
  const counts = new Map<number | string, number>();
  for (const block of column.blocks) for (const [value, rows] of block.counts) counts.set(value, (counts.get(value) ?? 0) + rows);
  const all = missing + [...counts.values()].reduce((total, rows) => total + rows, 0);
  return column.type === "numeric"
    ? numericGroups(column, counts as ReadonlyMap<number, number>, missing, all)
    : categoryGroups(column, counts as ReadonlyMap<string, number>, missing, all);
}

/** The last group is of missing values. */
function numericGroups({ name, grid }: BaselineColumn, counts: ReadonlyMap<number, number>, missing: number, all: number): Groups {
  const rising = [...counts].sort(([a], [b]) => a - b);
  const bounds: number[] = [];
  const shares = Array.from({ length: GROUPS + 1 }, () => 0);
  let below = 0;
  for (const [bucket, rows] of rising) {
    shares[bounds.length] = (shares[bounds.length] ?? 0) + rows / Math.max(1, all);
    below += rows;
    if (below >= ((bounds.length + 1) * (all - missing)) / GROUPS && bounds.length < GROUPS - 1) bounds.push(bucket);
  }
  shares[GROUPS] = missing / Math.max(1, all);
  return {
    shares,
    groupOf({ numbers }) {
      const value = numbers[name];
      if (value === undefined || grid === null || !Number.isFinite(value)) return GROUPS;
      const bucket = bucketOf(value, grid);
      const group = bounds.findIndex((bound) => bucket <= bound);
      return group < 0 ? bounds.length : group;
    },
  };
}

/** The group before the last is of all other categories, the last of missing values. */
function categoryGroups({ name }: BaselineColumn, counts: ReadonlyMap<string, number>, missing: number, all: number): Groups {
  const common = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, GROUPS);
  const places = new Map(common.map(([category], place) => [category, place]));
  const named = common.map(([, rows]) => rows / Math.max(1, all));
  const others = 1 - missing / Math.max(1, all) - named.reduce((total, share) => total + share, 0);
  return {
    shares: [...named, Math.max(0, others), missing / Math.max(1, all)],
    groupOf: ({ categories }) => (categories[name] === undefined ? common.length + 1 : (places.get(categories[name]) ?? common.length)),
  };
}

function product(factors: readonly number[]): number {
  return factors.reduce((all, factor) => all * factor, 1);
}
