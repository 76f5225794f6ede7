import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { DriftMethod } from "../../../../analyzers/statistics/method.ts";
import { cellStatistic } from "../../../../analyzers/statistics/permutation/cell-statistic.ts";
import { cellsOf } from "../../../../analyzers/statistics/permutation/cells.ts";
import { categoricalSample, numericSample } from "../../../../analyzers/statistics/sample.ts";
import { randomOf } from "../../drift/synthetic.ts";

const NAMES = ["psi", "jensen-shannon", "hellinger", "kullback-leibler", "total-variation", "l-infinity", "chi-square", "g-test", "wasserstein", "energy"];

async function methodOf(name: string): Promise<DriftMethod> {
  const loaded = (await import(join(import.meta.dirname, `../../../../analyzers/statistics/methods/${name}.ts`))) as { default: DriftMethod };
  return loaded.default;
}

describe.each(NAMES)("%s over cells is what the method says of the samples", (name) => {
  test("numbers with and without ties", async () => {
    const method = await methodOf(name);
    const random = randomOf(3);
    for (let repeat = 0; repeat < 20; repeat++) {
      const rows = (count: number) =>
        numericSample(Array.from({ length: count }, () => (repeat % 2 === 0 ? random.normal() : Math.round(2 * random.normal()))));
      const [reference, current] = [rows(2 + Math.floor(90 * random.uniform())), rows(1 + Math.floor(90 * random.uniform()))];
      const cells = cellsOf(reference, current);
      const expected = method.compare(reference, current).statistic;
      expect(cellStatistic(method, cells.values)(cells.reference, cells.current) ?? Number.NaN).toBeCloseTo(expected ?? Number.NaN, 9);
    }
  });

  test("categories", async () => {
    const method = await methodOf(name);
    if (!method.appliesTo.includes("categorical")) return;
    const random = randomOf(4);
    const [reference, current] = [70, 40].map((count) =>
      categoricalSample(Array.from({ length: count }, () => String(Math.floor(12 * random.uniform() ** 3)))),
    );
    if (reference === undefined || current === undefined) throw new Error("two samples are drawn");
    const cells = cellsOf(reference, current);
    expect(cellStatistic(method, cells.values)(cells.reference, cells.current)).toBeCloseTo(method.compare(reference, current).statistic ?? Number.NaN, 9);
  });
});

test("many values share cells by their pooled rows, ends alone; many categories too, the frequent ones alone; no row is lost", () => {
  const random = randomOf(5);
  const numbers = cellsOf(
    numericSample(Array.from({ length: 20_000 }, () => random.normal())),
    numericSample(Array.from({ length: 3000 }, () => random.normal())),
  );
  expect(numbers.exact).toBe(false);
  expect(numbers.reference.length).toBeLessThan(300);
  expect([(numbers.reference[0] ?? 0) + (numbers.current[0] ?? 0), (numbers.reference.at(-1) ?? 0) + (numbers.current.at(-1) ?? 0)]).toEqual([1, 1]);
  const levels = cellsOf(categoricalSample(Array.from({ length: 5000 }, (_, row) => String(row))), categoricalSample(Array.from({ length: 700 }, () => "0")));
  expect([levels.exact, levels.reference.length, levels.reference[0], levels.current[0]]).toEqual([false, 1024, 1, 700]);
  for (const [cells, reference, current] of [
    [numbers, 20_000, 3000],
    [levels, 5000, 700],
  ] as const)
    expect([cells.reference.reduce((sum, rows) => sum + rows), cells.current.reduce((sum, rows) => sum + rows)]).toEqual([reference, current]);
});
