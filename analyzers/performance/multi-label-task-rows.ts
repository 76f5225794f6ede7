import { shareInterval } from "./metric-interval.ts";
import { averagePrecision } from "./rows/average-precision.ts";
import { BinaryRows } from "./rows/binary-rows.ts";
import { takeNumbers } from "./rows/class-rows.ts";
import { macroMetric } from "./rows/macro-metric.ts";
import { type Measured, type MeasuredInterval, type MetricRange, SHARE, withoutInterval } from "./rows/measured.ts";
import { f1, precision, recall } from "./rows/rate-metrics.ts";
import { ratioOfRows, valueAlone } from "./rows/ratio-of-rows.ts";
import { rocAuc } from "./rows/roc-auc-metric.ts";
import { NO_LABELS, type TaskRows } from "./task-rows.ts";

const MACRO = [precision, recall, f1] as const;
const RANKED = [rocAuc, averagePrecision] as const;
const NAMES = ["accuracy", "hammingLoss", "precision", "recall", "f1", "microF1"] as const;

interface Known {
  readonly classes: readonly string[];
  readonly length: number;
  readonly views: readonly BinaryRows[];
  readonly truth: readonly Float64Array[];
  against(place: number): BinaryRows;
}

/** Rows that may be of several classes at once, in the order of time. A row has a label when all of its labels are there. */
export class MultiLabelTaskRows implements TaskRows<MultiLabelTaskRows> {
  readonly classes: readonly string[];
  /** By class, what was predicted. */
  readonly views: readonly BinaryRows[];
  /** By class, 1 or 0 a row; NaN where it has no label. */
  readonly labels: readonly Float64Array[];
  #known: Known | null = null;

  constructor(classes: readonly string[], views: readonly BinaryRows[], labels: readonly Float64Array[]) {
    this.classes = classes;
    this.views = views;
    this.labels = labels;
  }

  get length(): number {
    return this.views[0]?.length ?? 0;
  }

  get labelled(): number {
    return this.known().length;
  }

  get ranges(): ReadonlyMap<string, MetricRange> {
    return new Map([...NAMES, ...this.#ranked().map(({ name }) => name)].map((name) => [name, SHARE]));
  }

  slice(from: number, to: number): MultiLabelTaskRows {
    return this.#take(Uint32Array.from({ length: to - from }, (_, place) => from + place));
  }

  known(): Known {
    return (this.#known ??= this.#findKnown());
  }

  values(): ReadonlyMap<string, Measured> {
    return new Map([...this.intervals()].map(([name, found]) => [name, valueAlone(found)]));
  }

  intervals(): ReadonlyMap<string, MeasuredInterval> {
    const known = this.known();
    if (known.length === 0) return new Map([...this.ranges.keys()].map((name) => [name, withoutInterval({ value: null, note: NO_LABELS })]));
    const { wrong, above, below } = rowSums(known);
    const none = { value: null, low: null, high: null };
    const found: readonly [string, MeasuredInterval][] = [
      ["accuracy", shareInterval(wrong.filter((count) => count === 0).length, known.length) ?? none],
      [
        "hammingLoss",
        ratioOfRows(
          wrong.map((count) => count / known.classes.length),
          null,
          { range: SHARE, empty: NO_LABELS },
        ),
      ],
      ...MACRO.map((metric): [string, MeasuredInterval] => [metric.name, macroMetric(metric).interval(known, known.truth)]),
      ["microF1", ratioOfRows(above, below, { range: SHARE, empty: "no labelled row is of a class or was called so" })],
      ...this.#ranked().map((metric): [string, MeasuredInterval] => [metric.name, macroMetric(metric).interval(known, known.truth)]),
    ];
    return new Map(found);
  }

  confusion(): null {
    return null;
  }

  /** Every class called where more than half of the reference's rows are of it, its share the score. */
  naive(reference: MultiLabelTaskRows): MultiLabelTaskRows {
    const shares = reference.known().truth.map((truth) => truth.reduce((sum, label) => sum + label, 0) / Math.max(1, truth.length));
    const views = this.views.map(({ scores }, place) => {
      const share = shares[place] ?? 0;
      return new BinaryRows(new Uint8Array(this.length).fill(Number(share > 0.5)), scores === null ? null : new Float64Array(this.length).fill(share));
    });
    return new MultiLabelTaskRows(this.classes, views, this.labels);
  }

  #ranked(): readonly (typeof rocAuc)[] {
    return this.views.every(({ scores }) => scores !== null) ? RANKED : [];
  }

  #take(rows: Uint32Array): MultiLabelTaskRows {
    const views = this.views.map(
      ({ predicted, scores }) =>
        new BinaryRows(
          Uint8Array.from(rows, (row) => predicted[row] ?? 0),
          scores === null ? null : takeNumbers(scores, rows),
        ),
    );
    return new MultiLabelTaskRows(
      this.classes,
      views,
      this.labels.map((labels) => takeNumbers(labels, rows)),
    );
  }

  #findKnown(): Known {
    const places = Uint32Array.from({ length: this.length }, (_, row) => row).filter((row) => this.labels.every((labels) => !Number.isNaN(labels[row])));
    const { views, labels } = places.length === this.length ? this : this.#take(places);
    return { classes: this.classes, length: places.length, views, truth: labels, against: (place) => views[place] ?? new BinaryRows(new Uint8Array(0), null) };
  }
}

/** By row: how many of its classes were called wrongly, and what it adds to micro F1. */
function rowSums({ length, views, truth }: Known): { readonly wrong: Float64Array; readonly above: Float64Array; readonly below: Float64Array } {
  const [wrong, above, below] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)];
  for (const [place, { predicted }] of views.entries())
    for (let row = 0; row < length; row++) {
      const [label, called] = [truth[place]?.[row] ?? 0, predicted[row] ?? 0];
      wrong[row] = (wrong[row] ?? 0) + Number(label !== called);
      above[row] = (above[row] ?? 0) + 2 * label * called;
      below[row] = (below[row] ?? 0) + label + called;
    }
  return { wrong, above, below };
}
