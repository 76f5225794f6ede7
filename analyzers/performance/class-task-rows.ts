import { SIGNED, type Measured, type MeasuredInterval, type MetricRange, withoutInterval } from "./rows/measured.ts";
import type { ClassMetric } from "./rows/class-metric.ts";
import { certainTruth, ClassRows, type ClassTruth } from "./rows/class-rows.ts";
import { NO_LABELS, type TaskRows } from "./task-rows.ts";

/** How rows of classes are measured. */
export interface ClassMeasures {
  readonly metrics: readonly ClassMetric[];
  /** Metrics that are not measured, each with why. */
  readonly absent: ReadonlyMap<string, string>;
}

/** Rows of a model of classes, in the order of time. */
export class ClassTaskRows implements TaskRows<ClassTaskRows> {
  readonly rows: ClassRows;
  /** Place of each row's class; −1 where it has no label. */
  readonly labels: Int32Array;
  readonly measures: ClassMeasures;
  #known: { readonly rows: ClassRows; readonly truth: ClassTruth; readonly places: Uint32Array } | null = null;

  constructor(rows: ClassRows, labels: Int32Array, measures: ClassMeasures) {
    this.rows = rows;
    this.labels = labels;
    this.measures = measures;
  }

  get length(): number {
    return this.rows.length;
  }

  get labelled(): number {
    return this.known().places.length;
  }

  get ranges(): ReadonlyMap<string, MetricRange> {
    return new Map([...this.measures.metrics.map(({ name, range }): [string, MetricRange] => [name, range]), ...absentRanges(this.measures.absent)]);
  }

  slice(from: number, to: number): ClassTaskRows {
    return new ClassTaskRows(
      this.rows.take(Uint32Array.from({ length: to - from }, (_, place) => from + place)),
      this.labels.subarray(from, to),
      this.measures,
    );
  }

  /** The rows that have a label. */
  known(): { readonly rows: ClassRows; readonly truth: ClassTruth; readonly places: Uint32Array } {
    return (this.#known ??= this.#findKnown());
  }

  values(): ReadonlyMap<string, Measured> {
    const { rows, truth } = this.known();
    return this.#each(
      (metric) => metric.value(rows, truth),
      (note) => ({ value: null, note }),
    );
  }

  intervals(): ReadonlyMap<string, MeasuredInterval> {
    const { rows, truth } = this.known();
    return this.#each(
      (metric) => metric.interval(rows, truth),
      (note) => withoutInterval({ value: null, note }),
    );
  }

  confusion(): readonly (readonly number[])[] {
    const { rows, truth } = this.known();
    return truth.map((chances) => {
      const counts = truth.map(() => 0);
      for (const [row, predicted] of rows.predicted.entries()) counts[predicted] = (counts[predicted] ?? 0) + (chances[row] ?? 0);
      return counts;
    });
  }

  naive(reference: ClassTaskRows): ClassTaskRows {
    const { truth } = reference.known();
    const shares = truth.map((chances) => chances.reduce((sum, chance) => sum + chance, 0) / Math.max(1, reference.labelled));
    const scores = this.rows.scores === null ? null : shares.map((share) => new Float64Array(this.length).fill(share));
    const most = shares.indexOf(Math.max(...shares));
    return new ClassTaskRows(new ClassRows(this.rows.classes, new Int32Array(this.length).fill(most), scores), this.labels, this.measures);
  }

  #each<Found>(measure: (metric: ClassMetric) => Found, without: (note: string) => Found): ReadonlyMap<string, Found> {
    const found = this.measures.metrics.map((metric): [string, Found] => [metric.name, this.labelled === 0 ? without(NO_LABELS) : measure(metric)]);
    return new Map([...found, ...[...this.measures.absent].map(([name, note]): [string, Found] => [name, without(note)])]);
  }

  #findKnown(): { readonly rows: ClassRows; readonly truth: ClassTruth; readonly places: Uint32Array } {
    const places = Uint32Array.from(this.labels.keys()).filter((row) => (this.labels[row] ?? -1) >= 0);
    const labels = Int32Array.from(places, (row) => this.labels[row] ?? 0);
    return { rows: places.length === this.length ? this.rows : this.rows.take(places), truth: certainTruth(labels, this.rows.classes.length), places };
  }
}

function absentRanges(absent: ReadonlyMap<string, string>): readonly [string, MetricRange][] {
  return [...absent.keys()].map((name) => [name, SIGNED]);
}
