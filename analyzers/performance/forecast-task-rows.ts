import { LOSS, type Measured, type MeasuredInterval, type MetricRange, SHARE, SIGNED, withoutInterval } from "./rows/measured.ts";
import { ratioOfRows, valueAlone } from "./rows/ratio-of-rows.ts";
import { NO_LABELS, type TaskRows } from "./task-rows.ts";

/** What is known of forecasts, a place a row, in the order of time. */
export interface Forecasts {
  /** What came; NaN where it has not. */
  readonly labels: Float64Array;
  readonly predicted: Float64Array;
  /** How far ahead, as it is written. */
  readonly horizons: readonly string[];
  /** Ends of the forecast's own interval; null where none are given, NaN where a row has none. */
  readonly low: Float64Array | null;
  readonly high: Float64Array | null;
  /** Mean size of the season-to-season change in the reference, of the row's series; NaN where it has none. */
  readonly scale: Float64Array;
  /** The value a season (and at least the horizon) earlier in the series; NaN where there is none. */
  readonly last: Float64Array;
  /** Number of the block of time that a row lies in: errors of neighbouring forecasts go together, those of blocks do not. */
  readonly blocks: Int32Array;
}

interface ForecastMetric {
  readonly name: string;
  readonly range: MetricRange;
  /** A row's; NaN where it has none. */
  readonly loss: (rows: Forecasts, row: number) => number;
  readonly of?: (mean: number) => number;
  /** Why there is none where a loss is NaN; null: such rows are left out. */
  readonly undefinedNote: string | null;
  readonly empty?: string;
}

const errorOf = ({ labels, predicted }: Forecasts, row: number): number => (predicted[row] ?? 0) - (labels[row] ?? 0);
const labelOf = ({ labels }: Forecasts, row: number): number => labels[row] ?? Number.NaN;
const holds = ({ low, high, labels }: Forecasts, row: number): number => {
  const [from, to, label] = [low?.[row] ?? Number.NaN, high?.[row] ?? Number.NaN, labels[row] ?? Number.NaN];
  return Number.isNaN(from) || Number.isNaN(to) ? Number.NaN : Number(from <= label && label <= to);
};

const METRICS: readonly ForecastMetric[] = [
  { name: "mae", range: LOSS, loss: (rows, row) => Math.abs(errorOf(rows, row)), undefinedNote: "" },
  { name: "rmse", range: LOSS, loss: (rows, row) => errorOf(rows, row) ** 2, of: Math.sqrt, undefinedNote: "" },
  {
    name: "mape",
    range: LOSS,
    loss: (rows, row) => (labelOf(rows, row) === 0 ? Number.NaN : Math.abs(errorOf(rows, row) / labelOf(rows, row))),
    undefinedNote: "a label is 0, of which no error is a share",
  },
  {
    name: "smape",
    range: { lowest: 0, highest: 2 },
    loss: (rows, row) =>
      errorOf(rows, row) === 0 ? 0 : (2 * Math.abs(errorOf(rows, row))) / (Math.abs(labelOf(rows, row)) + Math.abs(rows.predicted[row] ?? 0)),
    undefinedNote: "",
  },
  {
    name: "mase",
    range: LOSS,
    loss: (rows, row) => Math.abs(errorOf(rows, row)) / ((rows.scale[row] ?? 0) > 0 ? (rows.scale[row] ?? 0) : Number.NaN),
    undefinedNote: "a series of the reference is shorter than a season, or never changes",
  },
  { name: "bias", range: SIGNED, loss: errorOf, undefinedNote: "" },
];
const INTERVAL_METRICS: readonly ForecastMetric[] = [
  { name: "coverage", range: SHARE, loss: holds, undefinedNote: null, empty: "no labelled row has an interval" },
  {
    name: "intervalWidth",
    range: SIGNED,
    loss: ({ low, high }, row) => (high?.[row] ?? Number.NaN) - (low?.[row] ?? Number.NaN),
    undefinedNote: null,
    empty: "no labelled row has an interval",
  },
];

/** Forecasts with what came of them, in the order of time. */
export class ForecastTaskRows implements TaskRows<ForecastTaskRows> {
  readonly rows: Forecasts;

  constructor(rows: Forecasts) {
    this.rows = rows;
  }

  get length(): number {
    return this.rows.labels.length;
  }

  get labelled(): number {
    return this.rows.labels.reduce((count, label) => count + Number(!Number.isNaN(label)), 0);
  }

  get ranges(): ReadonlyMap<string, MetricRange> {
    return new Map(this.#metrics().map(({ name, range }) => [name, range]));
  }

  slice(from: number, to: number): ForecastTaskRows {
    return this.#take(Uint32Array.from({ length: to - from }, (_, place) => from + place));
  }

  values(): ReadonlyMap<string, Measured> {
    return new Map([...this.intervals()].map(([name, found]) => [name, valueAlone(found)]));
  }

  intervals(): ReadonlyMap<string, MeasuredInterval> {
    const known = Uint32Array.from(this.rows.labels.keys()).filter((row) => !Number.isNaN(this.rows.labels[row]));
    return new Map(this.#metrics().map((metric) => [metric.name, this.#measure(metric, known)]));
  }

  confusion(): null {
    return null;
  }

  /** The last value of the series, a season back: of the rows that have one, and without intervals. */
  naive(): ForecastTaskRows {
    const there = Uint32Array.from(this.rows.last.keys()).filter((row) => !Number.isNaN(this.rows.last[row]));
    const { rows } = this.#take(there);
    return new ForecastTaskRows({ ...rows, predicted: rows.last, low: null, high: null });
  }

  /** The rows of each horizon, the nearest first. */
  byHorizon(): ReadonlyMap<string, ForecastTaskRows> {
    const places = Map.groupBy(this.rows.horizons.keys(), (row) => this.rows.horizons[row] ?? "");
    const inOrder = [...places].sort(([a], [b]) => Number(a) - Number(b) || (a < b ? -1 : 1));
    return new Map(inOrder.map(([name, own]) => [name, this.#take(Uint32Array.from(own))]));
  }

  #metrics(): readonly ForecastMetric[] {
    return this.rows.low === null || this.rows.high === null ? METRICS : [...METRICS, ...INTERVAL_METRICS];
  }

  #measure({ loss, of, range, undefinedNote, empty }: ForecastMetric, known: Uint32Array): MeasuredInterval {
    if (known.length === 0) return withoutInterval({ value: null, note: NO_LABELS });
    const sums = new Map<number, [number, number]>();
    for (const row of known) {
      const own = loss(this.rows, row);
      if (Number.isNaN(own)) {
        if (undefinedNote === null) continue;
        return withoutInterval({ value: null, note: undefinedNote });
      }
      const block = this.rows.blocks[row] ?? 0;
      const sum = sums.get(block) ?? [0, 0];
      sums.set(block, [sum[0] + own, sum[1] + 1]);
    }
    const [above, below] = [Float64Array.from(sums.values(), ([sum]) => sum), Float64Array.from(sums.values(), ([, rows]) => rows)];
    const found = ratioOfRows(above, below, { range, empty: empty ?? NO_LABELS });
    const end = (mean: number | null): number | null => (mean === null || of === undefined ? mean : of(Math.max(0, mean)));
    return { ...found, value: end(found.value), low: end(found.low), high: end(found.high) };
  }

  #take(places: Uint32Array): ForecastTaskRows {
    const numbers = (values: Float64Array): Float64Array => Float64Array.from(places, (row) => values[row] ?? Number.NaN);
    const { labels, predicted, horizons, low, high, scale, last, blocks } = this.rows;
    return new ForecastTaskRows({
      labels: numbers(labels),
      predicted: numbers(predicted),
      horizons: Array.from(places, (row) => horizons[row] ?? ""),
      low: low === null ? null : numbers(low),
      high: high === null ? null : numbers(high),
      scale: numbers(scale),
      last: numbers(last),
      blocks: Int32Array.from(places, (row) => blocks[row] ?? 0),
    });
  }
}
