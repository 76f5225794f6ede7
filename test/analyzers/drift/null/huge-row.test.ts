import { expect, test } from "vitest";
import { hugeRowChance, hugeRowMove, rowTail } from "../../../../analyzers/drift/null/huge-row.ts";
import { seededRandom } from "../../../../analyzers/statistics/random.ts";
import { numericSample } from "../../../../analyzers/statistics/sample.ts";

const ROWS = 20_000;

function sampleOf(draw: (uniform: () => number) => number): ReturnType<typeof numericSample> {
  const uniform = seededRandom(7);
  return numericSample(Array.from({ length: ROWS }, () => draw(uniform)));
}
const normal = (uniform: () => number): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
const pareto =
  (index: number) =>
  (uniform: () => number): number =>
    (1 - uniform()) ** -index;

test.each([
  { name: "Pareto with index 0.5: found within a tenth", draw: pareto(0.5), least: 0.4, most: 0.6 },
  { name: "Pareto with index 0.25", draw: pareto(0.25), least: 0.2, most: 0.35 },
  { name: "normal: light", draw: normal, least: 0, most: 0.15 },
])("$name", ({ draw, least, most }) => {
  const tail = rowTail(sampleOf(draw));
  expect(tail?.index).toBeGreaterThanOrEqual(least);
  expect(tail?.index).toBeLessThanOrEqual(most);
});

test("the chance of a huge row is that of the power law, and its inverse gives the move back", () => {
  const tail = { from: 3, share: 0.01, index: 0.5 };
  // 200 rows; one that moves the distance by 0.3 lies 60 deviations out, 20 times `from`: 200 × 0.01 ÷ 20².
  expect(hugeRowChance(tail, 0.3, 200)).toBeCloseTo(0.005, 12);
  expect(hugeRowMove(tail, 0.005, 200)).toBeCloseTo(0.3, 12);
});

test("a light tail has no huge rows: a shift of half a deviation is nobody's single row", () => {
  const tail = rowTail(sampleOf(normal));
  expect(tail === null ? null : hugeRowChance(tail, 0.5, 200)).toBeLessThan(1e-12);
});

test("a column without spread has no tail", () => {
  expect(rowTail(numericSample([4, 4, 4]))).toBeNull();
});
