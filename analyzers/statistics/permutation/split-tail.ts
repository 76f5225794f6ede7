import type { RowDraws } from "./row-draws.ts";
import type { Stage } from "./survival-curve.ts";

/** A permutation and its statistic. */
export interface Draw {
  readonly small: Float64Array;
  readonly statistic: number;
}

/** Permutations followed at once, moves of each in a stage, and the share of a stage's draws that begin the next. */
const WALKERS = 250;
const MOVES = 4;
const SURVIVORS = 0.2;

/**
 * The far tail by multilevel splitting: the draws that reach a level are copied and moved about beyond it, which shows how likely the next level is, and so on until the chance is `least` or
 * `target` is passed with draws to spare. [Botev and Kroese 2012, Efficient Monte Carlo simulation via the generalized splitting method; Cérou et al. 2012, Sequential Monte Carlo for rare event estimation]
 * @param first draws without a condition, at least 500.
 */
export function splitTail(
  draws: RowDraws,
  statisticOf: (small: Float64Array) => number,
  first: readonly Draw[],
  { smaller, target, least, random }: { smaller: number; target: number; least: number; random: () => number },
): readonly Stage[] {
  const stages: Stage[] = [];
  let [chance, from, step] = [1, -Infinity, Math.max(1, Math.round(smaller / 2))];
  let seen = first;
  for (;;) {
    const statistics = Float64Array.from(seen, (draw) => draw.statistic).sort();
    stages.push({ from, chance, statistics });
    const next = nextLevel(statistics, from);
    if (next === null || chance < least || (statistics.at(-10) ?? 0) > target) return stages;
    const survivors = seen.filter((draw) => draw.statistic >= next);
    chance *= survivors.length / seen.length;
    from = next;
    const walked = walk(survivors, next);
    seen = walked.seen;
  }

  function walk(survivors: readonly Draw[], level: number): { seen: Draw[] } {
    let walkers = Array.from({ length: WALKERS }, (_, walker) => survivors[Math.floor(((walker + random()) * survivors.length) / WALKERS)]).filter(
      (draw) => draw !== undefined,
    );
    const all: Draw[] = [];
    for (let move = 0; move < MOVES; move++) {
      let accepted = 0;
      walkers = walkers.map((walker) => {
        const small = draws.moved(walker.small, step);
        const statistic = statisticOf(small);
        if (statistic < level) return walker;
        accepted += 1;
        return { small, statistic };
      });
      all.push(...walkers);
      const share = accepted / walkers.length;
      if (share < 0.3) step = Math.max(1, Math.round(step * 0.6));
      if (share > 0.5) step = Math.min(smaller, Math.round(step * 1.5) + 1);
    }
    return { seen: all };
  }
}

/** The least value above `from` that at most a fifth of the draws reach; null when all that exceed it are one value, the largest there is. */
function nextLevel(rising: Float64Array, from: number): number | null {
  const wanted = rising[Math.floor(rising.length * (1 - SURVIVORS))] ?? Infinity;
  const above = rising.find((value) => value > wanted);
  const reach = rising.length - rising.indexOf(wanted);
  const next = reach <= rising.length * 0.5 && wanted > from ? wanted : above;
  return next === undefined || next === rising.at(-1) ? null : next;
}
