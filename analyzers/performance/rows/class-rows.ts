import { BinaryRows } from "./binary-rows.ts";

/** By class, 1 or 0 a row, or the chance that it is the row's. */
export type ClassTruth = readonly Float64Array[];

/** What a model said of rows of several classes; two, negative and positive, for a binary model. */
export class ClassRows {
  readonly classes: readonly string[];
  /** Place of the predicted class among the classes. */
  readonly predicted: Int32Array;
  /** By class its chance; null where the model gives none. */
  readonly scores: readonly Float64Array[] | null;
  readonly #views = new Map<number, BinaryRows>();

  constructor(classes: readonly string[], predicted: Int32Array, scores: readonly Float64Array[] | null) {
    this.classes = classes;
    this.predicted = predicted;
    this.scores = scores;
  }

  get length(): number {
    return this.predicted.length;
  }

  /** One class against the rest. */
  against(place: number): BinaryRows {
    const known = this.#views.get(place);
    if (known !== undefined) return known;
    const view = new BinaryRows(
      Uint8Array.from(this.predicted, (predicted) => Number(predicted === place)),
      this.scores?.[place] ?? null,
    );
    this.#views.set(place, view);
    return view;
  }

  /** Some of the rows, by their places. */
  take(rows: Uint32Array): ClassRows {
    return new ClassRows(
      this.classes,
      Int32Array.from(rows, (row) => this.predicted[row] ?? 0),
      this.scores?.map((scores) => takeNumbers(scores, rows)) ?? null,
    );
  }
}

/** Values of some rows. */
export function takeNumbers(values: Float64Array, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row] ?? Number.NaN);
}

/** Labels, by their class's place, as certain truth. */
export function certainTruth(labels: Int32Array, classes: number): ClassTruth {
  return Array.from({ length: classes }, (_, place) => Float64Array.from(labels, (label) => Number(label === place)));
}
