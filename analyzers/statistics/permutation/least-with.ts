/** The least value from 0 on, to the last digit, for which a condition holds that stays true once it is; infinite where it never holds. */
export function leastWith(holds: (value: number) => boolean): number {
  if (holds(0)) return 0;
  let [low, high] = [0, 1];
  while (!holds(high)) {
    if (high > Number.MAX_VALUE / 2) return Infinity;
    [low, high] = [high, high * 2];
  }
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return high;
    if (holds(middle)) high = middle;
    else low = middle;
  }
}
