/**
 * Benjamini and Hochberg's q-values, in the order of the p-values: the share of false ones to be expected among all that are as small or smaller. It holds for p-values that are independent or rise together.
 * [Benjamini & Hochberg 1995, Controlling the false discovery rate, JRSS B 57]
 */
export function falseDiscoveryRates(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((pValue, index) => ({ pValue, index })).sort((a, b) => b.pValue - a.pValue);
  const rates: number[] = [];
  let least = 1;
  for (const [place, { pValue, index }] of order.entries()) {
    least = Math.min(least, (pValue * pValues.length) / (pValues.length - place));
    rates[index] = least;
  }
  return rates;
}
