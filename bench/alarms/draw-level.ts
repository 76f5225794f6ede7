import type { Random } from "./random.ts";

/** Draws the place of one of several weights, each with a chance in proportion to it, by one uniform number. [Walker 1977; Vose 1991, the alias method] */
export function drawLevel(weights: readonly number[]): (random: Random) => number {
  const levels = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const scaled = weights.map((weight) => (weight * levels) / total);
  const [keep, alias] = [new Float64Array(levels).fill(1), Int32Array.from(weights, (_, level) => level)];
  const small = scaled.flatMap((weight, level) => (weight < 1 ? [level] : []));
  const large = scaled.flatMap((weight, level) => (weight < 1 ? [] : [level]));
  while (small.length > 0 && large.length > 0) {
    const [less, more] = [small.pop() ?? 0, large.at(-1) ?? 0];
    keep[less] = scaled[less] ?? 1;
    alias[less] = more;
    scaled[more] = (scaled[more] ?? 1) - (1 - (scaled[less] ?? 1));
    if ((scaled[more] ?? 1) < 1) small.push(large.pop() ?? 0);
  }
  return (random) => {
    const place = random.uniform() * levels;
    const level = Math.floor(place);
    return place - level < (keep[level] ?? 1) ? level : (alias[level] ?? level);
  };
}

/** Weights 1 ÷ rank^1.1, as shared/bench/generate.py has them. */
export function zipf(levels: number): readonly number[] {
  return Array.from({ length: levels }, (_, level) => 1 / (level + 1) ** 1.1);
}
