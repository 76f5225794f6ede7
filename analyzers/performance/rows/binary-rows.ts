/** Rows by rising score; rows of one score share a group. */
export interface ScoreGroups {
  /** Of each row. */
  readonly groupOf: Uint32Array;
  readonly groups: number;
}

/** What a model said of rows of which each is positive or not, a place a row. */
export class BinaryRows {
  /** 1 where the positive class was predicted, else 0. */
  readonly predicted: Uint8Array;
  /** Chance of the positive class; null where the model gives none. */
  readonly scores: Float64Array | null;
  #groups: ScoreGroups | null = null;

  constructor(predicted: Uint8Array, scores: Float64Array | null) {
    this.predicted = predicted;
    this.scores = scores;
  }

  get length(): number {
    return this.predicted.length;
  }

  /** Made once; without scores all rows share one group. */
  get groups(): ScoreGroups {
    return (this.#groups ??= groupsOf(this.scores ?? new Float64Array(this.length)));
  }
}

function groupsOf(scores: Float64Array): ScoreGroups {
  const distinct = scores.toSorted();
  let groups = distinct.length > 0 ? 1 : 0;
  for (let place = 1; place < distinct.length; place++) if (distinct[place] !== distinct[groups - 1]) distinct[groups++] = distinct[place] ?? 0;
  return { groupOf: Uint32Array.from(scores, (score) => groupOfScore(distinct, groups, score)), groups };
}

function groupOfScore(distinct: Float64Array, groups: number, score: number): number {
  let [low, high] = [0, groups - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((distinct[middle] ?? 0) < score) low = middle + 1;
    else high = middle;
  }
  return low;
}
