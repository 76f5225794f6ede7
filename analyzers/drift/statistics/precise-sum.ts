/** Sum of numbers with its rounding errors carried along, nearly as exact as one rounding. [Neumaier 1974, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen] */
export function preciseSum(numbers: readonly number[]): number {
  let [total, lost] = [0, 0];
  for (const value of numbers) {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}
