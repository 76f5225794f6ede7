/** The values of one feature of one side by their ranks. */
export interface Ranked {
  /** Rows that have a value, by rising value. */
  readonly order: Int32Array;
  /** Of each row the place of its value among the distinct ones, −1 without a value. */
  readonly group: Int32Array;
  /** Of each row its mid-rank, centred and scaled to a length of one; 0 without a value. The product of two is Spearman's correlation. */
  readonly scores: Float64Array;
  /** Rows with a value. */
  readonly present: number;
  /** Rows outside the commonest value: those that can tell anything. */
  readonly informative: number;
}

/** Ranks values; NaN is no value. */
export function ranked(values: Float64Array): Ranked {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const distinct = sorted.filter((value, index) => index === 0 || value !== sorted[index - 1]);
  const group = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) group[row] = placeOf(distinct, values[row] as number);
  return rankedGroups(group, distinct.length);
}

/** Ranks rows by the group that each is in, 0 … groups − 1; −1 is no value. */
export function rankedGroups(group: Int32Array, groups: number): Ranked {
  const starts = new Int32Array(groups + 1);
  for (const place of group) if (place >= 0) starts[place + 1] = (starts[place + 1] as number) + 1;
  const largest = starts.reduce((most, count) => Math.max(most, count), 0);
  for (let place = 1; place < starts.length; place++) starts[place] = (starts[place] as number) + (starts[place - 1] as number);
  const present = starts.at(-1) ?? 0;
  return { order: orderOf(group, starts), group, scores: scoresOf(group, starts), present, informative: present - largest };
}

function placeOf(distinct: Float64Array, value: number): number {
  if (Number.isNaN(value)) return -1;
  let [low, high] = [0, distinct.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((distinct[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `starts[g]` rows have a lower group than g. */
function orderOf(group: Int32Array, starts: Int32Array): Int32Array {
  const next = starts.slice();
  const order = new Int32Array(starts.at(-1) ?? 0);
  for (let row = 0; row < group.length; row++) {
    const place = group[row] as number;
    if (place < 0) continue;
    order[next[place] as number] = row;
    next[place] = (next[place] as number) + 1;
  }
  return order;
}

function scoresOf(group: Int32Array, starts: Int32Array): Float64Array {
  const present = starts.at(-1) ?? 0;
  const centred = new Float64Array(starts.length - 1);
  let squares = 0;
  for (let place = 0; place < centred.length; place++) {
    const [from, to] = [starts[place] as number, starts[place + 1] as number];
    const score = (from + to - present) / 2;
    centred[place] = score;
    squares += score * score * (to - from);
  }
  const scores = new Float64Array(group.length);
  const length = Math.sqrt(squares);
  if (length > 0)
    for (let row = 0; row < group.length; row++) scores[row] = (group[row] as number) < 0 ? 0 : (centred[group[row] as number] as number) / length;
  return scores;
}

/** Sum of the products of two rows of numbers. */
export function product(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let row = 0; row < a.length; row++) total += (a[row] as number) * (b[row] as number);
  return total;
}
