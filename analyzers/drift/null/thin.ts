const MOST_DRAWS = 100_000;

/** Uniform numbers in [0, 1), the same for the same seed (mulberry32). */
export function seededUniforms(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * `rows` rows drawn from counts without replacement, each set alike; the counts themselves when they hold no more. A piece of the baseline becomes the size of a small window, whose
 * sampling error is larger. At most 100,000 are drawn, since beyond that it no longer matters.
 */
export function thin(counts: readonly number[], rows: number, random: () => number): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const wanted = Math.min(Math.round(rows), MOST_DRAWS);
  if (total <= wanted) return counts;
  if (wanted * 4 > total) return counts.map(takeEach(total, wanted, random));
  return drawFew(counts, wanted, random);
}

/** Selection sampling over every row [Knuth, TAOCP 2, 3.4.2, algorithm S]. */
function takeEach(total: number, wanted: number, random: () => number): (count: number) => number {
  let [left, needed] = [total, wanted];
  return (count) => {
    let taken = 0;
    for (let row = 0; row < count; row++, left--)
      if (random() * left < needed) {
        taken += 1;
        needed -= 1;
      }
    return taken;
  };
}

/** Distinct row numbers at random, then the cells they lie in. */
function drawFew(counts: readonly number[], wanted: number, random: () => number): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const chosen = new Set<number>();
  while (chosen.size < wanted) chosen.add(Math.floor(random() * total));
  const sorted = [...chosen].sort((a, b) => a - b);
  let [upTo, next] = [0, 0];
  return counts.map((count) => {
    upTo += count;
    const before = next;
    while (next < sorted.length && (sorted[next] ?? Infinity) < upTo) next += 1;
    return next - before;
  });
}
