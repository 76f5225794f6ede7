/** Sum of the products of two lists, its rounding errors carried along: nearly as exact as one rounding. [Neumaier 1974, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen] */
export function preciseDot(left: Float64Array, right: Float64Array): number {
  let total = 0;
  let lost = 0;
  for (let index = 0; index < left.length; index++) {
    const value = (left[index] ?? 0) * (right[index] ?? 0);
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}
