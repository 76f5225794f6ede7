import { certainTruth, ClassRows, type ClassTruth } from "../../../../analyzers/performance/rows/class-rows.ts";
import { seededRandom } from "../../../../analyzers/statistics/random.ts";

export interface ClassSample {
  readonly rows: ClassRows;
  readonly labels: Int32Array;
  readonly truth: ClassTruth;
}

/** Rows whose labels come as their scores promise; scores in steps of 0.01, so that many are alike. */
export function classSample(count: number, classes: number, seed: number): ClassSample {
  const random = seededRandom(seed);
  const scores = Array.from({ length: classes }, () => new Float64Array(count));
  const [predicted, labels] = [new Int32Array(count), new Int32Array(count)];
  for (let row = 0; row < count; row++) {
    const raw = scores.map(() => random() ** 3 + 0.02);
    const sum = raw.reduce((total, value) => total + value, 0);
    const own = raw.map((value) => Math.round((100 * value) / sum) / 100);
    for (const [place, of] of scores.entries()) of[row] = place === 0 ? 1 - own.slice(1).reduce((total, value) => total + value, 0) : (own[place] ?? 0);
    predicted[row] = own.indexOf(Math.max(...own));
    let left = random();
    labels[row] = Math.max(
      0,
      scores.findIndex((of) => (left -= of[row] ?? 0) < 0),
    );
  }
  return {
    rows: new ClassRows(
      Array.from({ length: classes }, (_, place) => `c${place}`),
      predicted,
      scores,
    ),
    labels,
    truth: certainTruth(labels, classes),
  };
}
