/** The least statistic in (0, most] whose survival is at most `level`, for a survival function that never rises; null when not even `most` has it. Accurate to about 12 digits. */
export function bisectLevel(survival: (statistic: number) => number, level: number, most: number): number | null {
  if (!(survival(most) <= level)) return null;
  let [low, high] = [0, most];
  for (let step = 0; step < 100 && high - low > 1e-12 * high; step++) {
    const middle = (low + high) / 2;
    if (survival(middle) <= level) high = middle;
    else low = middle;
  }
  return high;
}
