import { hypergeometric } from "./hypergeometric.ts";

/** Rows that cost as much to draw one by one as one cell at once. */
const ROWS_OF_A_CELL = 2;

/** Draws `draws` of the rows in cells without replacement, each set alike, into `drawn`: a multivariate hypergeometric draw. `total` is the sum of `counts`. */
export function drawCounts(random: () => number, counts: Float64Array, total: number, draws: number, drawn: Float64Array): void {
  if (2 * draws > total) {
    drawCounts(random, counts, total, total - draws, drawn);
    for (let cell = 0; cell < counts.length; cell++) drawn[cell] = (counts[cell] ?? 0) - (drawn[cell] ?? 0);
    return;
  }
  drawn.fill(0);
  if (draws < ROWS_OF_A_CELL * counts.length) drawRows(random, counts, total, draws, drawn);
  else drawCells(random, counts, total, draws, drawn);
}

/** Cell by cell. */
function drawCells(random: () => number, counts: Float64Array, total: number, draws: number, drawn: Float64Array): void {
  let [rows, left] = [total, draws];
  for (let cell = 0; left > 0 && cell < counts.length; cell++) {
    const good = counts[cell] ?? 0;
    if (good === 0) continue;
    rows -= good;
    const found = hypergeometric(random, good, rows, left);
    drawn[cell] = found;
    left -= found;
  }
}

/** Row by row, any row again when it has been drawn before. At most half of all, so that few are. */
function drawRows(random: () => number, counts: Float64Array, total: number, draws: number, drawn: Float64Array): void {
  const upTo = new Float64Array(counts.length);
  let rows = 0;
  for (let cell = 0; cell < counts.length; cell++) upTo[cell] = rows += counts[cell] ?? 0;
  for (let left = draws; left > 0;) {
    const row = random() * total;
    let [low, high] = [0, counts.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((upTo[middle] ?? 0) > row) high = middle;
      else low = middle + 1;
    }
    const taken = drawn[low] ?? 0;
    if (taken > 0 && random() * (counts[low] ?? 0) < taken) continue;
    drawn[low] = taken + 1;
    left -= 1;
  }
}
