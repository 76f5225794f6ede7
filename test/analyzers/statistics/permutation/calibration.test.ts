import { describe, expect, test } from "vitest";
import jensenShannon from "../../../../analyzers/statistics/methods/jensen-shannon.ts";
import psi from "../../../../analyzers/statistics/methods/psi.ts";
import wasserstein from "../../../../analyzers/statistics/methods/wasserstein.ts";
import { permutationNull } from "../../../../analyzers/statistics/permutation/permutation-null.ts";
import { categoricalSample, numericSample, type Sample } from "../../../../analyzers/statistics/sample.ts";
import { type Random, randomOf } from "../../drift/synthetic.ts";

const PAIRS = 200;

const numbers =
  (draw: (random: Random) => number) =>
  (random: Random, rows: number): Sample =>
    numericSample(Array.from({ length: rows }, () => draw(random)));

const categories = (random: Random, rows: number): Sample =>
  categoricalSample(Array.from({ length: rows }, () => String(Math.floor(6 * random.uniform() ** 3))));

describe("unchanged pairs have p ≤ level no more often than the level × 1.3 and three standard errors", () => {
  test.each([
    ["psi of categories", psi, categories, 100, 100],
    ["jensen-shannon of categories", jensenShannon, categories, 1000, 60],
    ["psi of normal numbers", psi, numbers((random) => random.normal()), 60, 60],
    ["wasserstein of lognormal numbers", wasserstein, numbers((random) => Math.exp(2 * random.normal())), 60, 60],
    ["wasserstein of numbers that are mostly 0", wasserstein, numbers((random) => (random.uniform() < 0.7 ? 0 : random.uniform())), 60, 60],
  ] as const)("%s", (_, method, draw, reference, current) => {
    const random = randomOf(reference + 1);
    const found = Array.from({ length: PAIRS }, () => permutationNull(method, draw(random, reference), draw(random, current))?.pValue ?? 1);
    for (const level of [0.2, 0.05, 0.01]) {
      const most = 1.3 * level + 3 * Math.sqrt((level * (1 - level)) / PAIRS);
      expect(found.filter((p) => p <= level).length / PAIRS).toBeLessThanOrEqual(most);
    }
    expect(found.filter((p) => p <= 0.5).length / PAIRS).toBeGreaterThan(0.35);
  });
});
