import { MOST_BINS } from "./feature-bins.ts";

const WIDTH = MOST_BINS + 1;

/** The sum of the residuals and the rows of each bin of each feature, feature after feature. */
export interface Histogram {
  readonly sums: Float64Array;
  readonly counts: Int32Array;
}

/**
 * Adds up the residuals of some rows by feature and bin, four features at once: that halves the time, since a row's place and residual are looked up once for all four.
 * @param rows places of the rows @param bins by feature, a bin a row @param known counts of the same rows, where they are known
 */
export function histogramOf(bins: readonly Uint8Array[], residuals: Float64Array, rows: Uint32Array, known: Int32Array | null = null): Histogram {
  const sums = new Float64Array(bins.length * WIDTH);
  const counts = known?.slice() ?? new Int32Array(bins.length * WIDTH);
  const own = new Float64Array(rows.length);
  for (let place = 0; place < rows.length; place++) own[place] = residuals[rows[place] as number] as number;
  let feature = 0;
  for (; feature + 4 <= bins.length; feature += 4) {
    const four = [0, 1, 2, 3].map((one) => bins[feature + one] as Uint8Array) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    addSums(four, feature * WIDTH, sums, own, rows);
    if (known === null) addCounts(four, feature * WIDTH, counts, rows);
  }
  for (; feature < bins.length; feature++) addOne(bins[feature] as Uint8Array, feature * WIDTH, { sums, counts: known === null ? counts : null }, own, rows);
  return { sums, counts };
}

function addSums(
  [a, b, c, d]: readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array],
  base: number,
  sums: Float64Array,
  own: Float64Array,
  rows: Uint32Array,
): void {
  const second = base + WIDTH;
  const third = second + WIDTH;
  const fourth = third + WIDTH;
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place] as number;
    const residual = own[place] as number;
    const one = base + (a[row] as number);
    const two = second + (b[row] as number);
    const three = third + (c[row] as number);
    const four = fourth + (d[row] as number);
    sums[one] = (sums[one] as number) + residual;
    sums[two] = (sums[two] as number) + residual;
    sums[three] = (sums[three] as number) + residual;
    sums[four] = (sums[four] as number) + residual;
  }
}

function addCounts([a, b, c, d]: readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array], base: number, counts: Int32Array, rows: Uint32Array): void {
  const second = base + WIDTH;
  const third = second + WIDTH;
  const fourth = third + WIDTH;
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place] as number;
    const one = base + (a[row] as number);
    const two = second + (b[row] as number);
    const three = third + (c[row] as number);
    const four = fourth + (d[row] as number);
    counts[one] = (counts[one] as number) + 1;
    counts[two] = (counts[two] as number) + 1;
    counts[three] = (counts[three] as number) + 1;
    counts[four] = (counts[four] as number) + 1;
  }
}

function addOne(
  bins: Uint8Array,
  base: number,
  { sums, counts }: { readonly sums: Float64Array; readonly counts: Int32Array | null },
  own: Float64Array,
  rows: Uint32Array,
): void {
  for (let place = 0; place < rows.length; place++) {
    const at = base + (bins[rows[place] as number] as number);
    sums[at] = (sums[at] as number) + (own[place] as number);
    if (counts !== null) counts[at] = (counts[at] as number) + 1;
  }
}

/** What is left of a parent's when one child's is taken off; overwrites the parent's. */
export function takeOff(parent: Histogram, child: Histogram): Histogram {
  const { sums, counts } = parent;
  for (let place = 0; place < sums.length; place++) {
    sums[place] = (sums[place] as number) - (child.sums[place] as number);
    counts[place] = (counts[place] as number) - (child.counts[place] as number);
  }
  return parent;
}

/** Where rows are parted: those up to a bin go to the left; those without a value (bin 0) where they fit better. */
export interface Split {
  readonly feature: number;
  readonly bin: number;
  readonly missingLeft: boolean;
  /** By how much the squared error falls. */
  readonly gain: number;
}

/** The split that lessens the squared error most, each side with so many rows at least; null: none does. */
export function bestSplit({ sums, counts }: Histogram, sum: number, rows: number, leastRows: number): Split | null {
  let best: Split | null = null;
  const whole = (sum * sum) / rows;
  let most = 1e-12 * Math.max(1, whole);
  for (let base = 0; base < sums.length; base += WIDTH) {
    const missingSum = sums[base] as number;
    const missingRows = counts[base] as number;
    let leftSum = 0;
    let leftRows = 0;
    for (let bin = 1; bin <= MOST_BINS; bin++) {
      const count = counts[base + bin] as number;
      if (count === 0) continue;
      leftSum += sums[base + bin] as number;
      leftRows += count;
      for (let side = 0; side < (missingRows > 0 ? 2 : 1); side++) {
        const ofLeft = side === 1 ? leftSum + missingSum : leftSum;
        const on = side === 1 ? leftRows + missingRows : leftRows;
        if (on < leastRows || rows - on < leastRows) continue;
        const gain = (ofLeft * ofLeft) / on + ((sum - ofLeft) * (sum - ofLeft)) / (rows - on) - whole;
        if (gain <= most) continue;
        most = gain;
        best = { feature: base / WIDTH, bin, missingLeft: side === 1, gain };
      }
    }
  }
  return best;
}
