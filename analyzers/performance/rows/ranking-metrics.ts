/** The rows of one group (a query, a session) that have a label. */
export interface RankedGroup {
  /** Gain of each row, 0 and upward; over 0 is relevant. */
  readonly relevance: Float64Array;
  /** Higher is ranked higher. */
  readonly scores: Float64Array;
}

/** Rows of one score, from the highest score on: which places they share, and their gains. */
interface Tie {
  readonly start: number;
  readonly rows: number;
  readonly gain: number;
  readonly relevant: number;
}

/** Normalised discounted cumulative gain of the first k places: Σ gain ÷ log2(place + 1), over that of the best order; rows of one score share their places (the mean over their orders), as scikit-learn's `ndcg_score`. Null without a relevant row. [Järvelin & Kekäläinen 2002; McSherry & Najork 2008 for ties] */
export function ndcg(group: RankedGroup, k: number): number | null {
  const best = gainOf(tiesOf({ relevance: group.relevance, scores: group.relevance }), k);
  return best > 0 ? gainOf(tiesOf(group), k) / best : null;
}

/** Mean over the relevant rows of the share of relevant ones among all that score as high or higher, as scikit-learn's `average_precision_score`. Null without a relevant row. */
export function averagePrecisionOf(group: RankedGroup): number | null {
  let [seen, relevant, sum] = [0, 0, 0];
  for (const tie of tiesOf(group)) {
    seen += tie.rows;
    relevant += tie.relevant;
    sum += tie.relevant * (relevant / seen);
  }
  return relevant > 0 ? sum / relevant : null;
}

/** Relevant rows in the first k places over k, as trec_eval's (fewer rows than k cannot reach 1); rows of one score share their places. */
export function precisionAt(group: RankedGroup, k: number): number {
  let found = 0;
  for (const { start, rows, relevant } of tiesOf(group)) found += relevant * (Math.max(0, Math.min(k, start + rows) - start) / rows);
  return found / k;
}

function gainOf(ties: readonly Tie[], k: number): number {
  let sum = 0;
  for (const { start, rows, gain } of ties) {
    let discounts = 0;
    for (let place = start; place < Math.min(k, start + rows); place++) discounts += 1 / Math.log2(place + 2);
    sum += (gain / rows) * discounts;
  }
  return sum;
}

function tiesOf({ relevance, scores }: RankedGroup): readonly Tie[] {
  const order = Array.from(scores.keys()).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const ties: Tie[] = [];
  for (let start = 0; start < order.length;) {
    let [end, gain, relevant] = [start, 0, 0];
    while (end < order.length && scores[order[end] ?? 0] === scores[order[start] ?? 0]) {
      const own = relevance[order[end] ?? 0] ?? 0;
      gain += own;
      relevant += Number(own > 0);
      end += 1;
    }
    ties.push({ start, rows: end - start, gain, relevant });
    start = end;
  }
  return ties;
}
