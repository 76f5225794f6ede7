import betainc from "@stdlib/math-base-special-betainc";

/** 95 % interval of a share of which `hits` of `trials` were seen; never covers less. [Clopper and Pearson 1934, Biometrika 26] */
export function binomialInterval(hits: number, trials: number): readonly [number, number] {
  const low = hits === 0 ? 0 : solve((share) => betainc(share, hits, trials - hits + 1) >= 0.025);
  const high = hits === trials ? 1 : solve((share) => betainc(share, hits + 1, trials - hits) >= 0.975);
  return [low, high];
}

/** The least share for which a condition holds that stays true once it is. */
function solve(holds: (share: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
