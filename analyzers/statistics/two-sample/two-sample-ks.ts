import { kolmogorovSurvival } from "../distributions/kolmogorov-survival.ts";

const MAX_EXACT_ROWS = 10_000;

/** Two-sided p-value of the two-sample Kolmogorov–Smirnov distance D of n and m rows, as scipy's `ks_2samp`: `auto` is exact up to 10,000 rows on the larger side, asymptotic above. */
export function twoSampleKsPValue(d: number, n: number, m: number, method: "auto" | "exact" | "asymptotic" = "auto"): number {
  const exact = method === "exact" || (method === "auto" && Math.max(n, m) <= MAX_EXACT_ROWS);
  return exact ? exactPValue(d, n, m) : kolmogorovSurvival(Math.max(1, roundHalfEven((n * m) / (n + m))), d);
}

function exactPValue(d: number, n: number, m: number): number {
  const divisor = greatestCommonDivisor(n, m);
  const h = Math.round(d * (n / divisor) * m);
  if (h === 0) return 1;
  return Math.min(1, n === m ? equalSizes(n, h) : pathsOutside(Math.max(n, m), Math.min(n, m), divisor, h));
}

/** Equal sizes: the reflection principle's alternating sum. [Hodges 1958, Arkiv för matematik 3] */
function equalSizes(n: number, h: number): number {
  let p = 0;
  for (let k = Math.floor(n / h); k >= 0; k--) {
    let term = 1;
    for (let j = 0; j < h; j++) term = ((n - k * h - j) * term) / (n + k * h + j + 1);
    p = term * (1 - p);
  }
  return 2 * p;
}

/** Share of lattice paths from (0, 0) to (m, n), m ≥ n, that leave |nx − my| / divisor < h. Port of scipy's `_compute_outer_prob_inside_method`. */
function pathsOutside(m: number, n: number, divisor: number, h: number): number {
  const [mg, ng] = [m / divisor, n / divisor];
  let low = 0;
  let high = Math.min(Math.ceil(h / mg), n + 1);
  const row = new Float64Array(Math.min(2 * high + 2, n + 1)).fill(1);
  row.fill(0, low, high);
  for (let i = 1; i <= m; i++) {
    const [lastLow, lastLength] = [low, high - low];
    low = Math.min(Math.max(Math.floor((ng * i - h) / mg) + 1, 0), n);
    high = Math.min(Math.ceil((ng * i + h) / mg), n + 1);
    if (high <= low) return 1;
    let value = low === 0 ? 0 : 1;
    for (let j = low; j < high; j++) {
      value = ((row[j - lastLow] ?? 1) * i + value * j) / (i + j);
      row[j - low] = value;
    }
    if (lastLength > high - low) row.fill(1, high - low, lastLength);
  }
  return row[high - low - 1] ?? 1;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Python's and numpy's round. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
