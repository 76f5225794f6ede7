/** The first index in `from` … `length` − 1 for which a condition holds that stays true once it is; `length` where it holds for none. */
export function firstIndex(from: number, length: number, holds: (index: number) => boolean): number {
  let low = from;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
