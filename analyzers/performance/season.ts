/** Rows of one series at one horizon, by their places, in the order of time. */
export type SeriesPlaces = ReadonlyMap<string, readonly number[]>;

/** Mean size of the change from one season to the next, by series: what MASE divides by. NaN where a series is no longer than a season. [Hyndman & Koehler 2006, International Journal of Forecasting 22] */
export function seasonScales(labels: Float64Array, series: SeriesPlaces, season: number): ReadonlyMap<string, number> {
  return new Map(
    [...series].map(([name, all]) => {
      const places = all.filter((row) => !Number.isNaN(labels[row]));
      let sum = 0;
      for (let at = season; at < places.length; at++) sum += Math.abs((labels[places[at] ?? 0] ?? 0) - (labels[places[at - season] ?? 0] ?? 0));
      return [name, sum / (places.length - season > 0 ? places.length - season : Number.NaN)];
    }),
  );
}

/** Of each row the seasonal naive forecast: what came as many whole seasons earlier as the horizon needs, in rows of its series. A horizon that is no number counts as 1. NaN where there is none. */
export function seasonalNaive(labels: Float64Array, horizons: readonly string[], series: SeriesPlaces, season: number): Float64Array {
  const last = new Float64Array(labels.length).fill(Number.NaN);
  for (const places of series.values())
    for (const [at, row] of places.entries()) {
      const back = season * Math.ceil(Math.max(1, stepsOf(horizons[row] ?? "")) / season);
      last[row] = at < back ? Number.NaN : (labels[places[at - back] ?? 0] ?? Number.NaN);
    }
  return last;
}

/**
 * Blocks of time for intervals: so many distinct times (without times: rows of the longest series' kind) as twice the farthest horizon, within which errors of forecasts go together. [Errors of the best forecast h steps ahead are correlated up to h − 1 steps]
 * @param times rising; null: unknown
 */
export function timeBlocks(times: Float64Array | null, horizons: readonly string[], series: SeriesPlaces): Int32Array {
  const farthest = horizons.reduce((most, horizon) => Math.max(most, stepsOf(horizon)), 1);
  const length = 2 * farthest;
  const blocks = new Int32Array(horizons.length);
  if (times === null) {
    for (const places of series.values()) for (const [at, row] of places.entries()) blocks[row] = Math.floor(at / length);
    return blocks;
  }
  let step = -1;
  for (let row = 0; row < blocks.length; row++) {
    if (row === 0 || times[row] !== times[row - 1]) step += 1;
    blocks[row] = Math.floor(step / length);
  }
  return blocks;
}

/** A horizon as whole steps; 1 where it is no number. */
function stepsOf(horizon: string): number {
  const steps = Math.ceil(Number(horizon));
  return Number.isFinite(steps) && steps > 0 && horizon.trim() !== "" ? steps : 1;
}
