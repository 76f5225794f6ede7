import { hypergeometric } from "./hypergeometric.ts";

/** Draws `draws` of the rows in cells without replacement, each set alike, into `drawn`: a multivariate hypergeometric draw, cell by cell. `total` is the sum of `counts`. */
export function drawCounts(random: () => number, counts: Float64Array, total: number, draws: number, drawn: Float64Array): void {
  drawn.fill(0);
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
