const BIG = 2 ** 128;

/**
 * P(Dₙ ≤ d) exactly, by the power of Durbin's matrix; cost (2nd)³ log n, so for small n·d.
 * [Marsaglia, Tsang and Wang 2003, Evaluating Kolmogorov's distribution]
 */
export function durbin(n: number, d: number): number {
  const k = Math.ceil(n * d);
  const size = 2 * k - 1;
  const raised = power(matrixOf(k - n * d, size), n, size, k - 1);
  let p = raised.matrix[(k - 1) * size + k - 1] ?? 0;
  let exponent = raised.exponent;
  for (let i = 1; i <= n; i++) {
    p = (i * p) / n;
    if (p < 1 / BIG) {
      p *= BIG;
      exponent -= 1;
    }
  }
  return p * BIG ** exponent;
}

function matrixOf(h: number, size: number): Float64Array {
  const inverseFactorials: number[] = [1];
  for (let j = 1; j <= size; j++) inverseFactorials.push((inverseFactorials[j - 1] ?? 0) / j);
  const inverse = (j: number): number => inverseFactorials[j] ?? 0;
  const first = Array.from({ length: size }, (_, j) => (1 - h ** (j + 1)) * inverse(j + 1));
  first[size - 1] = (1 - 2 * h ** size + Math.max(2 * h - 1, 0) ** size) * inverse(size);
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 1; column <= Math.min(row + 1, size - 1); column++) matrix[row * size + column] = inverse(row - column + 1);
    matrix[row * size] = first[row] ?? 0;
  }
  for (let column = 0; column < size; column++) matrix[(size - 1) * size + column] = first[size - 1 - column] ?? 0;
  return matrix;
}

/** A matrix to the n-th power, as matrix × 2^(128 × exponent). */
function power(matrix: Float64Array, n: number, size: number, middle: number): { matrix: Float64Array; exponent: number } {
  let base = { matrix, exponent: 0 };
  let result: { matrix: Float64Array; exponent: number } | null = null;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1)
      result = result === null ? base : rescaled(multiply(result.matrix, base.matrix, size), result.exponent + base.exponent, middle * size + middle);
    base = rescaled(multiply(base.matrix, base.matrix, size), 2 * base.exponent, middle * size + middle);
  }
  return result ?? base;
}

function rescaled(matrix: Float64Array, exponent: number, pivot: number): { matrix: Float64Array; exponent: number } {
  return (matrix[pivot] ?? 0) > BIG ? { matrix: matrix.map((value) => value / BIG), exponent: exponent + 1 } : { matrix, exponent };
}

function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k] ?? 0;
      if (factor !== 0) for (let j = 0; j < size; j++) product[i * size + j] = (product[i * size + j] ?? 0) + factor * (b[k * size + j] ?? 0);
    }
  return product;
}
