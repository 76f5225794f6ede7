import { bestSplit, type Histogram, histogramOf, type Split, takeOff } from "./histogram.ts";

/** A tree as arrays, a place a node; the first is the root. */
export interface Tree {
  /** Feature that parts a node; −1 for a leaf. */
  readonly features: Int32Array;
  readonly bins: Uint8Array;
  readonly missingLeft: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly values: Float64Array;
}

export interface GrowOptions {
  readonly leaves: number;
  readonly rate: number;
  readonly leastRows: number;
}

/** Rows of a leaf, and what the tree says of them. */
export interface Leaf {
  readonly rows: Uint32Array;
  readonly value: number;
}

/** All rows that are fitted. */
export interface WholeRows {
  readonly rows: Uint32Array;
  readonly counts: Int32Array;
}

interface Node {
  readonly place: number;
  readonly rows: Uint32Array;
  readonly sum: number;
  readonly histogram: Histogram;
  readonly split: Split | null;
}

/** Grows one tree for the residuals, always where the squared error falls most; a leaf's value is its mean times the rate. @param whole places of all rows and their counts by feature and bin, which are the same for every tree */
export function growTree(
  bins: readonly Uint8Array[],
  residuals: Float64Array,
  whole: WholeRows,
  { leaves, rate, leastRows }: GrowOptions,
): { readonly tree: Tree; readonly leaves: readonly Leaf[] } {
  const places = 2 * leaves;
  const tree: Tree = {
    features: new Int32Array(places).fill(-1),
    bins: new Uint8Array(places),
    missingLeft: new Uint8Array(places),
    left: new Int32Array(places),
    right: new Int32Array(places),
    values: new Float64Array(places),
  };
  const nodeOf = (place: number, rows: Uint32Array, histogram: Histogram): Node => {
    let sum = 0;
    for (let at = 0; at < rows.length; at++) sum += residuals[rows[at] as number] as number;
    tree.values[place] = (rate * sum) / Math.max(1, rows.length);
    return { place, rows, sum, histogram, split: bestSplit(histogram, sum, rows.length, leastRows) };
  };
  const open = [nodeOf(0, whole.rows, histogramOf(bins, residuals, whole.rows, whole.counts))];
  for (let next = 1; open.length < leaves; next += 2) {
    const node = open.reduce((best, one) => ((one.split?.gain ?? 0) > (best.split?.gain ?? 0) ? one : best));
    if (node.split === null) break;
    const { place, split } = node;
    [tree.features[place], tree.bins[place], tree.missingLeft[place]] = [split.feature, split.bin, Number(split.missingLeft)];
    [tree.left[place], tree.right[place]] = [next, next + 1];
    const [left, right] = parted(node.rows, bins[split.feature] as Uint8Array, split);
    // The smaller side is counted, the larger is what is left.
    const smaller = histogramOf(bins, residuals, left.length <= right.length ? left : right);
    const larger = takeOff(node.histogram, smaller);
    const [ofLeft, ofRight] = left.length <= right.length ? [smaller, larger] : [larger, smaller];
    open.splice(open.indexOf(node), 1, nodeOf(next, left, ofLeft), nodeOf(next + 1, right, ofRight));
  }
  return { tree, leaves: open.map(({ place, rows }) => ({ rows, value: tree.values[place] ?? 0 })) };
}

function parted(rows: Uint32Array, bins: Uint8Array, { bin, missingLeft }: Split): readonly [Uint32Array, Uint32Array] {
  const [left, right] = [new Uint32Array(rows.length), new Uint32Array(rows.length)];
  let [toLeft, toRight] = [0, 0];
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as number;
    const own = bins[row] as number;
    if (own === 0 ? missingLeft : own <= bin) left[toLeft++] = row;
    else right[toRight++] = row;
  }
  return [left.slice(0, toLeft), right.slice(0, toRight)];
}

/** Adds to each row what the tree says of it. */
export function treeValues({ features, bins: limits, missingLeft, left, right, values }: Tree, bins: readonly Uint8Array[], into: Float64Array): void {
  for (let row = 0; row < into.length; row++) {
    let node = 0;
    for (let feature = features[node] as number; feature >= 0; feature = features[node] as number) {
      const own = (bins[feature] as Uint8Array)[row] as number;
      const goesLeft = own === 0 ? missingLeft[node] === 1 : own <= (limits[node] as number);
      node = (goesLeft ? left[node] : right[node]) as number;
    }
    into[row] = (into[row] as number) + (values[node] as number);
  }
}
