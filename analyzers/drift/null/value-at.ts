const STEPS = 40;
const PRECISION = 1e-9;

/**
 * The value whose chance, which falls as values rise, is `level`: by regula falsi on the logarithm of the chance (Dowell and Jarratt's Illinois rule), a few steps where bisection takes thirty. A chance of 0 everywhere over `start` gives about `start`.
 * @param start over 0, of the size of what is expected
 */
export function valueAt(level: number, start: number, chanceOf: (value: number) => number): number {
  const excess = (value: number): number => Math.log(Math.max(chanceOf(value), Number.MIN_VALUE) / level);
  let [low, high] = [0, start];
  let [atLow, atHigh] = [Math.log(1 / level), excess(start)];
  while (atHigh > 0 && high < Number.MAX_VALUE / 4) [low, atLow, high, atHigh] = [high, atHigh, 2 * high, excess(2 * high)];
  let last = 0;
  for (let step = 0; step < STEPS && high - low > PRECISION * high; step++) {
    const between = (low * atHigh - high * atLow) / (atHigh - atLow);
    const value = between > low && between < high ? between : (low + high) / 2;
    const at = excess(value);
    if (at > 0) {
      [low, atLow] = [value, at];
      if (last > 0) atHigh /= 2;
    } else {
      [high, atHigh] = [value, at];
      if (last < 0) atLow /= 2;
    }
    if (Math.abs(at) < PRECISION) return value;
    last = at > 0 ? 1 : -1;
  }
  return high;
}
