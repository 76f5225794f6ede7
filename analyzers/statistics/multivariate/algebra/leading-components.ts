import { symmetricEigen } from "../../linear-algebra.ts";
import { seededRandom } from "../../random.ts";
import type { Matrix } from "../matrix.ts";

/** Principal components by falling variance. */
export interface Components {
  /** Unit vectors, one after the other. */
  readonly vectors: readonly Float64Array[];
  /** Variance along each, times the rows less one. */
  readonly variances: readonly number[];
  /** Of all directions together. */
  readonly total: number;
}

/** Up to this many columns all components are computed at once. */
const SMALL = 60;
const OVERSAMPLED = 20;

/**
 * The first components of rows whose columns have mean 0. Up to 60 columns all of them, exact, by the eigenvectors of their covariance; of more, `count` of them by `rounds` of subspace iteration from a seeded start: a
 * few find the space that holds most of the variance, a hundred the single components to many digits where their variances differ. [Halko, Martinsson and Tropp 2011, Finding structure with
 * randomness, 4.5]
 */
export function leadingComponents(centred: Matrix, count: number, rounds = 4): Components {
  const total = squaredLength(centred.values);
  if (centred.columns <= SMALL) return { ...ranked(symmetricEigen(covariance(centred))), total };
  const size = Math.min(count + OVERSAMPLED, centred.columns, centred.rows);
  const random = seededRandom(1);
  let basis = orthonormal(Array.from({ length: size }, () => Float64Array.from({ length: centred.columns }, () => random() - 0.5)));
  const imagesOf = (vectors: readonly Float64Array[]): Float64Array[] => transposedProduct(centred, product(centred, vectors), vectors.length);
  for (let round = 0; round < rounds; round++) basis = orthonormal(imagesOf(basis));
  const { vectors, variances } = rotated(basis, imagesOf(basis));
  return { vectors: vectors.slice(0, count), variances: variances.slice(0, count), total };
}

/** Sum of squares. */
export function squaredLength(values: Matrix["values"]): number {
  let total = 0;
  for (let at = 0; at < values.length; at++) total += (values[at] ?? 0) ** 2;
  return total;
}

function covariance({ rows, columns, values }: Matrix): number[][] {
  const sums = Array.from({ length: columns }, () => Array.from({ length: columns }, () => 0));
  for (let row = 0; row < rows; row++)
    for (let a = 0; a < columns; a++) {
      const line = sums[a] ?? [];
      const value = values[row * columns + a] ?? 0;
      for (let b = 0; b < columns; b++) line[b] = (line[b] ?? 0) + value * (values[row * columns + b] ?? 0);
    }
  return sums;
}

function ranked(pairs: ReturnType<typeof symmetricEigen>): Pick<Components, "vectors" | "variances"> {
  const sorted = pairs.toSorted((a, b) => b.value - a.value);
  return { vectors: sorted.map(({ vector }) => Float64Array.from(vector)), variances: sorted.map(({ value }) => Math.max(0, value)) };
}

/** Each row's coordinates along the basis, row after row. */
export function product({ rows, columns, values }: Matrix, basis: readonly Float64Array[]): Float64Array {
  const result = new Float64Array(rows * basis.length);
  for (let row = 0; row < rows; row++)
    for (const [at, vector] of basis.entries()) {
      let total = 0;
      for (let column = 0, from = row * columns; column < columns; column++, from++) total += (values[from] ?? 0) * (vector[column] ?? 0);
      result[row * basis.length + at] = total;
    }
  return result;
}

function transposedProduct({ rows, columns, values }: Matrix, coordinates: Float64Array, size: number): Float64Array[] {
  const images = Array.from({ length: size }, () => new Float64Array(columns));
  for (let row = 0; row < rows; row++)
    for (const [at, image] of images.entries()) {
      const weight = coordinates[row * size + at] ?? 0;
      for (let column = 0, from = row * columns; column < columns; column++, from++) image[column] = (image[column] ?? 0) + weight * (values[from] ?? 0);
    }
  return images;
}

/** The basis turned to the components within it, given its images under the covariance. [Rayleigh and Ritz] */
function rotated(basis: readonly Float64Array[], images: readonly Float64Array[]): Pick<Components, "vectors" | "variances"> {
  const small = basis.map((vector) => images.map((image) => dot(vector, image)));
  const symmetric = small.map((row, i) => row.map((value, j) => (value + (small[j]?.[i] ?? 0)) / 2));
  const { vectors, variances } = ranked(symmetricEigen(symmetric));
  return { variances, vectors: vectors.map((weights) => combined(basis, weights)) };
}

function combined(basis: readonly Float64Array[], weights: Float64Array): Float64Array {
  const result = new Float64Array(basis[0]?.length ?? 0);
  for (const [at, vector] of basis.entries()) addScaled(result, vector, weights[at] ?? 0);
  return result;
}

/** Gram and Schmidt, twice for each vector. */
function orthonormal(vectors: Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const vector of vectors) {
    for (let pass = 0; pass < 2; pass++) for (const earlier of done) addScaled(vector, earlier, -dot(vector, earlier));
    const length = Math.sqrt(dot(vector, vector));
    if (length > 0) done.push(vector.map((value) => value / length));
  }
  return done;
}

function addScaled(target: Float64Array, vector: Float64Array, factor: number): void {
  for (let at = 0; at < target.length; at++) target[at] = (target[at] ?? 0) + factor * (vector[at] ?? 0);
}

function dot(first: Float64Array, second: Float64Array): number {
  let total = 0;
  for (let at = 0; at < first.length; at++) total += (first[at] ?? 0) * (second[at] ?? 0);
  return total;
}
