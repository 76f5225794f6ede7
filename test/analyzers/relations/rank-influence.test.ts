import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../analyzers/statistics/random.ts";
import { product, ranked } from "../../../analyzers/relations/ranked.ts";
import { rankInfluence } from "../../../analyzers/relations/rank-influence.ts";

const x = [1, 2, 2, 3, 5, 8, 8, 8, 9, 12];
const y = [2, 1, 4, 4, 3, 9, 7, 9, 9, 9];
/** scipy's spearmanr(x, y).statistic, ties by mid-ranks. */
const SPEARMAN = 0.8759561102834188;

const of = (values: readonly number[]) => ranked(Float64Array.from(values));

describe("Spearman's rho", () => {
  test("as scipy, ties by mid-ranks, both ways", () => {
    expect(product(of(x).scores, of(y).scores)).toBeCloseTo(SPEARMAN, 9);
    expect(rankInfluence(of(x), of(y)).correlation).toBeCloseTo(SPEARMAN, 9);
  });

  test("rows that lack either value are left out", () => {
    const influence = rankInfluence(of([...x, 100, Number.NaN]), of([...y, Number.NaN, -5]));
    expect(influence.rows).toBe(x.length);
    expect(influence.correlation).toBeCloseTo(SPEARMAN, 9);
    expect(influence.squares).toBeCloseTo(rankInfluence(of(x), of(y)).squares, 9);
  });

  test("one value only: no correlation", () => {
    expect(rankInfluence(of([3, 3, 3]), of([1, 2, 3])).correlation).toBe(0);
  });

  test("a rising function of a column changes nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), { minLength: 3, maxLength: 60 }), (rows) => {
        const [a, b] = [rows.map(([value]) => value), rows.map(([, value]) => value)];
        const plain = rankInfluence(of(a), of(b));
        const bent = rankInfluence(of(a.map((value) => value ** 3)), of(b));
        expect(bent.correlation).toBeCloseTo(plain.correlation, 12);
        expect(bent.squares).toBeCloseTo(plain.squares, 6);
      }),
    );
  });
});

/** Mean variance by the influences against the variance of z over many samples. */
describe("the influences give the variance of z, whatever the joint distribution", () => {
  const cases: readonly [string, (u: () => number) => readonly [number, number]][] = [
    ["independent", (u) => [u(), u()]],
    ["both follow a third", (u) => ((common) => [common + 0.3 * u(), common + 0.3 * u()])(u())],
    ["one side of it is all zeros", (u) => [u() < 0.8 ? 0 : u(), u() < 0.8 ? 0 : u()]],
    ["related through spread only", (u) => ((spread) => [spread * (u() - 0.5), spread * (u() - 0.5)])(u() < 0.5 ? 1 : 10)],
    ["mixed, tied", (u) => ((common) => [Math.floor(3 * common), Math.floor(4 * common + u())])(u())],
  ];
  test.each(cases)("%s", (_, draw) => {
    const random = seededRandom(7);
    const [samples, rows] = [400, 400];
    const found = Array.from({ length: samples }, () => {
      const pairs = Array.from({ length: rows }, () => draw(random));
      return rankInfluence(of(pairs.map(([a]) => a)), of(pairs.map(([, b]) => b)));
    });
    const mean = found.reduce((total, { z }) => total + z, 0) / samples;
    const variance = found.reduce((total, { z }) => total + (z - mean) ** 2, 0) / samples;
    const told = found.reduce((total, { squares }) => total + squares / rows ** 2, 0) / samples;
    expect(told / variance).toBeGreaterThan(0.8);
    expect(told / variance).toBeLessThan(1.25);
  });
});
