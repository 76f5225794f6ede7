import { type MethodResult, noResult } from "../method.ts";
import { seededRandom } from "../random.ts";
import type { Sample } from "../sample.ts";
import { type BinnedPair, countsByLevel, sharesOf } from "../two-sample/bins.ts";
import { totalVariationDistance } from "../two-sample/shares.ts";

const PERMUTATIONS = 1000;
const MAX_ROWS = 200_000;
const SEED = 0;

/** Evidently's TVD: the distance, and the share of 1,000 seeded permutations of the pooled rows that reach it (our generator, so the p-value agrees within its own noise only). Up to 200,000 rows. */
export function evidentlyTotalVariation(reference: Sample, current: Sample): MethodResult {
  const rows = reference.total + current.total;
  if (rows > MAX_ROWS)
    return noResult(`evidently's TVD permutes all rows 1,000 times: at most ${MAX_ROWS} rows, got ${rows}; leave the convention out for the distance alone`);
  const pair = countsByLevel(reference, current);
  const statistic = totalVariationDistance(sharesOf(pair));
  const random = seededRandom(SEED);
  const levels = Uint32Array.from(pair.reference.flatMap((count, level) => Array.from({ length: count + (pair.current[level] ?? 0) }, () => level)));
  let reached = 0;
  for (let repeat = 0; repeat < PERMUTATIONS; repeat++) if (totalVariationDistance(sharesOf(shuffledPair(levels, pair, random))) >= statistic) reached += 1;
  return { statistic, pValue: reached / PERMUTATIONS };
}

/** Deals the rows to both sides anew; `levels` is shuffled in place. */
function shuffledPair(levels: Uint32Array, pair: BinnedPair, random: () => number): BinnedPair {
  const rows = pair.current.reduce((total, count) => total + count, 0);
  const current = pair.current.map(() => 0);
  for (let row = 0; row < rows; row++) {
    const other = row + Math.floor(random() * (levels.length - row));
    const level = levels[other] ?? 0;
    levels[other] = levels[row] ?? 0;
    levels[row] = level;
    current[level] = (current[level] ?? 0) + 1;
  }
  return { reference: pair.reference.map((count, level) => count + (pair.current[level] ?? 0) - (current[level] ?? 0)), current };
}
