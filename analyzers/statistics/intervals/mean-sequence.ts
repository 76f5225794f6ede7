const ALPHA = 0.05;
/** Rows at which the sequence is narrowest beside an interval. */
const SHARPEST = 100;
/** Fewer rows tell too little of the spread. */
const LEAST_ROWS = 100;

const LOG = -2 * Math.log(ALPHA);
const SCALE = (LOG + Math.log(LOG + 1)) / SHARPEST;

/**
 * A mean's confidence sequence, as `shareSequence`, by a normal mixture with the spread as seen: asymptotic, since of losses without a bound nothing holds from the first row on. Null for under a hundred rows.
 * [Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024, Time-uniform central limit theory and asymptotic confidence sequences, Annals of Statistics 52]
 */
export function meanSequence(values: Float64Array): { readonly low: number; readonly high: number } | null {
  const rows = values.length;
  if (rows < LEAST_ROWS) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / rows;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (rows - 1);
  const grown = rows * SCALE + 1;
  const reach = Math.sqrt(variance) * Math.sqrt(((2 * grown) / (rows * rows * SCALE)) * Math.log(Math.sqrt(grown) / ALPHA));
  return { low: mean - reach, high: mean + reach };
}
