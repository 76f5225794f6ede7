const KNOWN = 1 << 16;
const table = new Float64Array(KNOWN);
for (let n = 2; n < KNOWN; n++) table[n] = (table[n - 1] ?? 0) + Math.log(n);

/** ln n! for a whole n ≥ 0; from 65,536 on by Stirling's series, right to the last digit there. [DLMF 5.11.1] */
export function logFactorial(n: number): number {
  if (n < KNOWN) return table[n] ?? 0;
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * n);
}

/** ln of the number of ways to choose `part` of `whole`. */
export function logChoose(whole: number, part: number): number {
  return logFactorial(whole) - logFactorial(part) - logFactorial(whole - part);
}
