import { binFeature, type Feature, type FeatureBins, featureBins } from "./feature-bins.ts";
import { histogramOf } from "./histogram.ts";
import { growTree, type Tree, treeValues } from "./tree.ts";

/** Trees whose values add up to what is expected of a row. */
export interface BoostedTrees {
  readonly bins: readonly FeatureBins[];
  readonly base: number;
  readonly trees: readonly Tree[];
}

export interface BoostingOptions {
  readonly trees: number;
  readonly leaves: number;
  /** Share of each tree's value that counts. */
  readonly rate: number;
  /** Rows of a leaf. */
  readonly leastRows: number;
}

/** LightGBM's own defaults. */
export const BOOSTING: BoostingOptions = { trees: 100, leaves: 31, rate: 0.1, leastRows: 20 };

/**
 * Gradient boosting for the mean: each tree is fitted to what the ones before leave of the target, on histograms of at most 255 bins a feature, grown leaf by leaf where the squared error falls most. No randomness: the same rows give the same trees.
 * [Friedman 2001, Greedy function approximation, Annals of Statistics 29; Ke et al. 2017, LightGBM, NeurIPS]
 * @param target finite, a number a row
 */
export function fitBoostedTrees(features: readonly Feature[], target: Float64Array, options: BoostingOptions = BOOSTING): BoostedTrees {
  const bins = features.map((feature) => featureBins(feature, target));
  const binned = features.map((feature, place) => binFeature(bins[place] as FeatureBins, feature));
  const base = target.reduce((sum, value) => sum + value, 0) / Math.max(1, target.length);
  const residuals = target.map((value) => value - base);
  const rows = Uint32Array.from(residuals.keys());
  const whole = { rows, counts: histogramOf(binned, residuals, rows).counts };
  const trees: Tree[] = [];
  for (let place = 0; place < options.trees; place++) {
    const { tree, leaves } = growTree(binned, residuals, whole, options);
    if (leaves.length < 2) break;
    // The tree keeps its share of the value, and takes it off what is left.
    for (const { rows, value } of leaves)
      for (let at = 0; at < rows.length; at++) residuals[rows[at] as number] = (residuals[rows[at] as number] as number) - value;
    trees.push(tree);
  }
  return { bins, base, trees };
}

/** Leaves of a tree. */
export function leavesOf({ features, left }: Tree): number {
  // Each parted node has two children; what is no child was not reached.
  return features.reduce((leaves, feature, node) => (feature >= 0 && (left[node] ?? 0) > 0 ? leaves + 1 : leaves), 1);
}

/** What is expected of each row. @throws RangeError for a feature that is missing or of another type */
export function predictTrees({ bins, base, trees }: BoostedTrees, features: readonly Feature[]): Float64Array {
  const binned = bins.map((own) => {
    const feature = features.find(({ name }) => name === own.name);
    if (feature === undefined) throw new RangeError(`feature ${own.name} is missing; the model was fitted with it`);
    return binFeature(own, feature);
  });
  const first = features[0];
  const rows = first === undefined ? 0 : first.type === "numeric" ? first.values.length : first.codes.length;
  const expected = new Float64Array(rows).fill(base);
  for (const tree of trees) treeValues(tree, binned, expected);
  return expected;
}
