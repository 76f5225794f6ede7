import type { BinnedPair } from "../two-sample/bins.ts";

/** Bins rows in cells at these rising values by the reference's unique deciles, as `binnedPair` bins samples of more than 20 distinct numbers, in one walk over the cells. */
export function decileCounts(values: Float64Array): (reference: Float64Array, current: Float64Array) => BinnedPair {
  const edges: number[] = [];
  return (reference, current) => {
    innerDeciles(values, reference, edges);
    const pair = { reference: Array.from({ length: edges.length + 1 }, () => 0), current: Array.from({ length: edges.length + 1 }, () => 0) };
    let bin = 0;
    for (let cell = 0; cell < values.length; cell++) {
      while (bin < edges.length && (values[cell] ?? 0) >= (edges[bin] ?? Infinity)) bin += 1;
      pair.reference[bin] = (pair.reference[bin] ?? 0) + (reference[cell] ?? 0);
      pair.current[bin] = (pair.current[bin] ?? 0) + (current[cell] ?? 0);
    }
    return pair;
  };
}

/** Fills `edges` with the unique deciles (R's type 7) without the first and the last; a constant's are the value and the next double. */
function innerDeciles(values: Float64Array, counts: Float64Array, edges: number[]): void {
  edges.length = 0;
  let total = 0;
  for (let cell = 0; cell < counts.length; cell++) total += counts[cell] ?? 0;
  let [cell, upTo] = [0, counts[0] ?? 0];
  for (let tenth = 0; tenth <= 10; tenth++) {
    const position = (total - 1) * (tenth / 10);
    const row = Math.floor(position);
    while (row >= upTo) upTo += counts[++cell] ?? Infinity;
    const low = values[cell] ?? 0;
    const high = Math.ceil(position) < upTo ? low : nextPresent(values, counts, cell);
    const decile = low + (high - low) * (position - row);
    if (decile !== edges.at(-1)) edges.push(decile);
  }
  if (edges.length === 1) edges.push((edges[0] ?? 0) + Math.max(Math.abs(edges[0] ?? 0) * Number.EPSILON, Number.MIN_VALUE));
  else {
    edges.pop();
    edges.shift();
  }
}

function nextPresent(values: Float64Array, counts: Float64Array, cell: number): number {
  let next = cell + 1;
  while (next < values.length && counts[next] === 0) next += 1;
  return values[next] ?? values[cell] ?? 0;
}
