import type { Matrix } from "./matrix.ts";
import { sampledPair } from "./sampled-pair.ts";

/** What a multivariate method says: a distance, never under zero, its p-value, and on which rows and how it was found; or why there is none. */
export type MultivariateResult =
  | { readonly statistic: number; readonly pValue: number; readonly source: string }
  | { readonly statistic: null; readonly pValue: null; readonly note: string };

/** What a caller may choose about a comparison. */
export interface MultivariateOptions {
  /** Of the sampling of rows and of the permutations; default 0. The same seed gives the same result. */
  readonly seed?: number;
  /** How `centroid-distance` measures; default `euclidean`. */
  readonly metric?: "euclidean" | "cosine" | "cityblock" | "chebyshev";
}

/** What a method computes on, drawn and checked. */
export interface MultivariateSetting extends Required<MultivariateOptions> {
  /** Says in words which rows were compared. */
  readonly rowsInWords: string;
}

/** One way to compare the joint distribution of several columns, or of one column of vectors. Add one by adding a file to `methods/` with a default export made by
 * `defineMultivariateMethod`. */
export interface MultivariateMethod {
  /** The file's name. */
  readonly name: string;
  /** Drifted when pValue < it. */
  readonly publishedThreshold: number;
  /** Neither matrix is changed. */
  compare(reference: Matrix, current: Matrix, options?: MultivariateOptions): MultivariateResult;
}

interface Definition extends Omit<MultivariateMethod, "compare"> {
  /** Most rows of a side; of more, this many are drawn by the seed. */
  mostRows(columns: number): number;
  /** Both sides have at least `LEAST_ROWS` rows and the same columns, at least one, all finite. */
  compare(reference: Matrix, current: Matrix, setting: MultivariateSetting): MultivariateResult;
}

/** Below this no method has power, and the permutations' tail cannot be fitted. */
const LEAST_ROWS = 10;

/** Makes a multivariate method. Sides with too few rows or different columns are answered here, rows are drawn when there are more than it takes, and a value that is not finite is refused. */
export function defineMultivariateMethod(definition: Definition): MultivariateMethod {
  const { name, publishedThreshold } = definition;
  const compare: MultivariateMethod["compare"] = (reference, current, options = {}) => {
    if (reference.columns !== current.columns) return noResult(`the reference has ${reference.columns} columns, the current data ${current.columns}`);
    if (reference.columns === 0) return noResult("there are no columns");
    for (const [side, { rows }] of [["reference has", reference] as const, ["current data have", current] as const])
      if (rows < LEAST_ROWS) return noResult(`the ${side} ${rows} rows; ${name} needs at least ${LEAST_ROWS} of each side`);
    const setting = { seed: 0, metric: "euclidean" as const, ...options };
    const pair = sampledPair(reference, current, definition.mostRows(reference.columns), setting.seed);
    if (!isFinite(pair.reference) || !isFinite(pair.current)) return noResult("a value is missing or infinite: impute or leave out such rows first");
    return definition.compare(pair.reference, pair.current, { ...setting, rowsInWords: pair.inWords });
  };
  return { name, publishedThreshold, compare };
}

/** Says why a method has no statistic. */
export function noResult(note: string): MultivariateResult {
  return { statistic: null, pValue: null, note };
}

const LARGEST = 1e100;

/** Whether every value can be squared and summed. */
function isFinite({ values }: Matrix): boolean {
  return values.every((value) => Math.abs(value) < LARGEST);
}
