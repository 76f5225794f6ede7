import { describe, expect, test } from "vitest";
import { chiSquareSurvival } from "../../../../analyzers/statistics/distributions/chi-square-survival.ts";
import { cramerVonMisesSurvival } from "../../../../analyzers/statistics/distributions/cramer-von-mises-survival.ts";
import { fisherPValues } from "../../../../analyzers/statistics/two-sample/fisher-p-values.ts";
import { mannWhitneyExactTail } from "../../../../analyzers/statistics/distributions/mann-whitney-exact-tail.ts";
import { normalSurvival } from "../../../../analyzers/statistics/distributions/normal-survival.ts";
import { symmetricEigen } from "../../../../analyzers/statistics/linear-algebra.ts";
import { tTwoSided } from "../../../../analyzers/statistics/distributions/t-two-sided.ts";

function expectClose(actual: number, expected: number, relative = 1e-12): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe("chi-square's survival keeps its digits with many degrees of freedom and far out (50-digit arithmetic)", () => {
  test.each([
    [6090.0452091780835, 3332, 3.317542602919218e-165],
    [6309.93123623092, 3332, 2.530364024803495e-187],
    [76.49808651627872, 4, 9.60463023274594e-16],
  ])("x = %d, df = %d", (x, df, p) => expectClose(chiSquareSurvival(x, df), p));
  test("either side of the switch of methods agrees with its neighbours", () => {
    for (const x of [10, 40, 60, 300]) expect(chiSquareSurvival(x, 39)).toBeLessThan(chiSquareSurvival(x, 40));
  });
});

describe("closed forms", () => {
  test("t with one degree of freedom is Cauchy's", () => expectClose(tTwoSided(3, 1), 1 - (2 / Math.PI) * Math.atan(3)));
  test("t with two degrees of freedom", () => expectClose(tTwoSided(3, 2), 1 - 3 / Math.sqrt(11)));
  test("normal 1.959963984540054", () => expectClose(normalSurvival(1.959963984540054), 0.025));
  test("normal far out [Abramowitz and Stegun 26.2]", () => expectClose(normalSurvival(10), 7.61985302416053e-24, 1e-11));
});

describe("Cramér–von Mises's limit [Anderson and Darling 1952, table 1]", () => {
  test.each([
    [0.3473, 0.1],
    [0.46136, 0.05],
    [0.74346, 0.01],
  ])("P(ω² ≥ %d) = %d", (x, p) => expect(cramerVonMisesSurvival(x)).toBeCloseTo(p, 5));
});

describe("Fisher's exact test", () => {
  test("the lady tasting tea: 17 / 35 two-sided, 17 / 70 one-sided", () => {
    const values = fisherPValues([
      [3, 1],
      [1, 3],
    ]);
    expectClose(values.twoSided, 34 / 70);
    expectClose(values.greater, 17 / 70);
    expectClose(values.less, 69 / 70);
  });
  test("a table as likely as any: 1", () => {
    expect(
      fisherPValues([
        [5, 5],
        [5, 5],
      ]).twoSided,
    ).toBe(1);
  });
  test("an empty cell: 1 / C(6, 3), twice", () => {
    expectClose(
      fisherPValues([
        [3, 0],
        [0, 3],
      ]).twoSided,
      2 / 20,
    );
  });
});

describe("Mann–Whitney exactly: shares of the 20 orders of three and three rows [Mann and Whitney 1947, table 1]", () => {
  test.each([
    [9, 1 / 20],
    [8, 2 / 20],
    [7, 4 / 20],
    [5, 10 / 20],
    [0, 1],
  ])("P(U ≥ %d) = %d", (u, p) => expectClose(mannWhitneyExactTail(u, 3, 3), p));
});

test("eigenvectors are orthonormal and rebuild the matrix, rank-deficient ones too", () => {
  const matrix = [
    [4, 2, 2],
    [2, 1, 1],
    [2, 1, 3],
  ];
  const pairs = symmetricEigen(matrix);
  for (const [i, row] of matrix.entries())
    for (const [j, entry] of row.entries())
      expect(pairs.reduce((total, { value, vector }) => total + value * (vector[i] ?? 0) * (vector[j] ?? 0), 0)).toBeCloseTo(entry, 12);
  expect(Math.min(...pairs.map(({ value }) => Math.abs(value)))).toBeLessThan(1e-15);
});
