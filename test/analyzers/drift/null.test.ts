import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { criticalValue, exceedance, fitNull } from "../../../analyzers/drift/null/fit-null.ts";
import { thin } from "../../../analyzers/drift/null/thin.ts";
import { seededRandom } from "../../../analyzers/statistics/random.ts";
import { type Random, randomOf } from "./synthetic.ts";

const PIECES = 45;
const REPEATS = 20_000;

/** Distances as they come about: sampling alone, the swing of a day, both, many categories, skewed swings. */
const statistics: readonly [string, (random: Random) => number][] = [
  ["half normal", (random) => Math.abs(random.normal())],
  ["root of a constant and a squared normal", (random) => Math.sqrt(0.4 + random.normal() ** 2)],
  ["chi with 3 degrees of freedom", (random) => Math.hypot(random.normal(), random.normal(), random.normal())],
  ["lognormal, s = 0.7", (random) => Math.exp(0.7 * random.normal())],
  ["exponential", (random) => -Math.log(1 - random.uniform())],
];

describe("the chance of a value beyond the fitted 1 in 1,000 is at most about 2 in 1,000", () => {
  test.each(statistics)("%s", (_, draw) => {
    const random = randomOf(11);
    let beyond = 0;
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const fit = fitNull(
        Array.from({ length: PIECES }, () => draw(random)),
        1e-6,
      );
      if (exceedance(fit, draw(random)) <= 1e-3) beyond += 1;
    }
    expect(beyond / REPEATS).toBeLessThanOrEqual(2.5e-3);
  });
});

const values = fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 3, maxLength: 60 });

test("the chance falls as the statistic grows, and the critical value is where it is the level", () => {
  fc.assert(
    fc.property(values, fc.double({ min: 1e-6, max: 0.4, noNaN: true }), (pieces, level) => {
      const fit = fitNull(pieces, 0.01);
      const critical = criticalValue(fit, level);
      if (Number.isFinite(critical) && critical > 1e-12) expect(exceedance(fit, critical)).toBeCloseTo(level, 6);
      expect(exceedance(fit, critical * 2 + 1)).toBeLessThanOrEqual(exceedance(fit, critical) + 1e-12);
    }),
  );
});

test("a null of equal values still varies by the sampling error", () => {
  const fit = fitNull(
    Array.from({ length: 45 }, () => 0.1),
    0.05,
  );
  expect(exceedance(fit, 0.12)).toBeGreaterThan(0.1);
  expect(exceedance(fit, 2)).toBeLessThan(1e-3);
});

describe("thinning", () => {
  const counts = fc.array(fc.nat(50), { minLength: 1, maxLength: 20 });
  test("draws just as many rows, never more of a cell than there are, the same for the same seed", () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 400 }), fc.nat(), (cells, rows, seed) => {
        const total = cells.reduce((sum, count) => sum + count, 0);
        const drawn = thin(cells, rows, seededRandom(seed));
        expect(drawn.reduce((sum, count) => sum + count, 0)).toBe(Math.min(total, rows));
        for (const [cell, count] of drawn.entries()) expect(count).toBeLessThanOrEqual(cells[cell] ?? 0);
        expect(thin(cells, rows, seededRandom(seed))).toEqual(drawn);
      }),
    );
  });

  test.each([
    ["few of many", 100],
    ["most", 1500],
  ] as const)("each row is as likely as any other: %s", (_, rows) => {
    const random = seededRandom(3);
    const totals = [0, 0];
    for (let repeat = 0; repeat < 400; repeat++)
      for (const [cell, count] of thin([500, 1500], rows, random).entries()) totals[cell] = (totals[cell] ?? 0) + count;
    expect((totals[0] ?? 0) / (400 * rows)).toBeCloseTo(0.25, 1);
  });

  test.each([
    ["small counts", 40],
    ["counts beyond a hundred of variance", 40_000],
    ["more than half", 160_000],
  ] as const)("beyond 10,000 rows, counts vary as those of rows kept with one chance: %s", (_, rows) => {
    const random = seededRandom(5);
    const cells = rows === 40 ? [...Array.from({ length: 3000 }, () => 60), 20_000] : [200_000, 50_000];
    const wanted = Math.max(rows, 10_001);
    const chance = wanted / cells.reduce((sum, count) => sum + count, 0);
    const drawn = Array.from({ length: 400 }, () => thin(cells, wanted, random)[0] ?? 0);
    const mean = drawn.reduce((sum, count) => sum + count, 0) / drawn.length;
    const variance = drawn.reduce((sum, count) => sum + (count - mean) ** 2, 0) / drawn.length;
    const expected = (cells[0] ?? 0) * chance;
    expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - chance)) / drawn.length));
    expect(variance / (expected * (1 - chance))).toBeGreaterThan(0.75);
    expect(variance / (expected * (1 - chance))).toBeLessThan(1.3);
  });
});
