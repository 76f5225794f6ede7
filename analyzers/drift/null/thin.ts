/** From so many rows on they are drawn cell by cell. */
const MANY_ROWS = 10_000;
/** From this variance on a binomial count is drawn as a rounded normal. */
const NORMAL_VARIANCE = 100;

/**
 * `rows` rows drawn from counts without replacement, each set alike; the counts themselves when they hold no more. A piece of the baseline becomes the size of a small window, whose
 * sampling error is larger. Beyond 10,000 rows each is kept with the same chance instead, so that about so many are: shares vary alike, and the time no longer grows with the rows.
 */
export function thin(counts: readonly number[], rows: number, random: () => number): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const wanted = Math.round(rows);
  if (total <= wanted) return counts;
  if (wanted > MANY_ROWS) return counts.map((count) => binomial(count, wanted / total, random));
  if (wanted * 4 > total) return counts.map(takeEach(total, wanted, random));
  return drawFew(counts, wanted, random);
}

/** How many of `trials` succeed: by inversion, or as a rounded normal where that is as good. */
function binomial(trials: number, chance: number, random: () => number): number {
  if (chance > 0.5) return trials - binomial(trials, 1 - chance, random);
  const mean = trials * chance;
  const variance = mean * (1 - chance);
  if (variance > NORMAL_VARIANCE) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.min(trials, Math.max(0, Math.round(mean + Math.sqrt(variance) * normal)));
  }
  let [successes, probability, left] = [0, Math.exp(trials * Math.log1p(-chance)), random()];
  while (left > probability && successes < trials) {
    left -= probability;
    successes += 1;
    probability *= ((trials - successes + 1) / successes) * (chance / (1 - chance));
  }
  return successes;
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
