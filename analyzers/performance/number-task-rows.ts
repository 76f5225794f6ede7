import { type Measured, type MeasuredInterval, type MetricRange, withoutInterval } from "./rows/measured.ts";
import { numberInterval, numberMetrics, type NumberRows, numberValue, R2, r2Interval, r2Value } from "./rows/number-metrics.ts";
import { NO_LABELS, type TaskRows } from "./task-rows.ts";

/** Rows of a model of numbers, in the order of time. */
export class NumberTaskRows implements TaskRows<NumberTaskRows> {
  /** NaN where a row has no label. */
  readonly labels: Float64Array;
  readonly predicted: Float64Array;
  #known: (NumberRows & { readonly places: Uint32Array }) | null = null;

  constructor(labels: Float64Array, predicted: Float64Array) {
    this.labels = labels;
    this.predicted = predicted;
  }

  get length(): number {
    return this.predicted.length;
  }

  get labelled(): number {
    return this.known().labels.length;
  }

  get ranges(): ReadonlyMap<string, MetricRange> {
    return new Map([...numberMetrics, R2].map(({ name, range }) => [name, range]));
  }

  slice(from: number, to: number): NumberTaskRows {
    return new NumberTaskRows(this.labels.subarray(from, to), this.predicted.subarray(from, to));
  }

  /** The rows that have a label. */
  known(): NumberRows & { readonly places: Uint32Array } {
    return (this.#known ??= this.#findKnown());
  }

  values(): ReadonlyMap<string, Measured> {
    const known = this.known();
    const nothing: Measured = { value: null, note: NO_LABELS };
    const found = numberMetrics.map((metric): [string, Measured] => [metric.name, this.labelled === 0 ? nothing : numberValue(metric, known)]);
    return new Map([...found, [R2.name, this.labelled === 0 ? nothing : r2Value(known)]]);
  }

  intervals(): ReadonlyMap<string, MeasuredInterval> {
    const known = this.known();
    const nothing = withoutInterval({ value: null, note: NO_LABELS });
    const found = numberMetrics.map((metric): [string, MeasuredInterval] => [metric.name, this.labelled === 0 ? nothing : numberInterval(metric, known)]);
    return new Map([...found, [R2.name, this.labelled === 0 ? nothing : r2Interval(known)]]);
  }

  confusion(): null {
    return null;
  }

  /** The mean of the reference's labels. */
  naive(reference: NumberTaskRows): NumberTaskRows {
    const { labels } = reference.known();
    const mean = labels.reduce((sum, label) => sum + label, 0) / labels.length;
    return new NumberTaskRows(this.labels, new Float64Array(this.length).fill(mean));
  }

  #findKnown(): NumberRows & { readonly places: Uint32Array } {
    const places = Uint32Array.from(this.labels.keys()).filter((row) => !Number.isNaN(this.labels[row]));
    return {
      places,
      labels: Float64Array.from(places, (row) => this.labels[row] ?? 0),
      predicted: Float64Array.from(places, (row) => this.predicted[row] ?? 0),
    };
  }
}
