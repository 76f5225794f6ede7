import { describe, expect, test } from "vitest";
import type { ColumnSide } from "../../../bench/alarms/check-sides.ts";
import { drawLevel, zipf } from "../../../bench/alarms/draw-level.ts";
import { Random } from "../../../bench/alarms/random.ts";
import { dealSides, type RealTable } from "../../../bench/alarms/real-tables.ts";

const DRAWS = 100_000;

describe("a bench whose draws were wrong would say nothing about the report", () => {
  test("levels are drawn in proportion to their weights, within four standard errors", () => {
    for (const weights of [[0.4, 0.25, 0.2, 0.1, 0.044, 0.005, 0.001], zipf(100), [1], [3, 0, 1]]) {
      const draw = drawLevel(weights);
      const random = new Random(7);
      const counts = weights.map(() => 0);
      for (let n = 0; n < DRAWS; n++) {
        const level = draw(random);
        counts[level] = (counts[level] ?? 0) + 1;
      }
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      for (const [level, weight] of weights.entries()) {
        const expected = (DRAWS * weight) / total;
        expect(Math.abs((counts[level] ?? 0) - expected)).toBeLessThanOrEqual(4 * Math.sqrt(expected * (1 - weight / total)));
      }
    }
  });

  test("normal numbers have the moments of a normal distribution, uniform ones of a uniform", () => {
    const random = new Random(1, 2, 3);
    const moment = (draw: () => number, power: number): number => Array.from({ length: DRAWS }, () => draw() ** power).reduce((sum, x) => sum + x, 0) / DRAWS;
    expect(Math.abs(moment(() => random.normal(), 1))).toBeLessThan(4 / Math.sqrt(DRAWS));
    expect(Math.abs(moment(() => random.normal(), 2) - 1)).toBeLessThan(4 * Math.sqrt(2 / DRAWS));
    expect(Math.abs(moment(() => random.normal(), 4) - 3)).toBeLessThan(4 * Math.sqrt(96 / DRAWS));
    expect(Math.abs(moment(() => random.uniform(), 1) - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / DRAWS));
    expect(Math.abs(moment(() => random.exponential(), 1) - 1)).toBeLessThan(4 / Math.sqrt(DRAWS));
  });

  const table: RealTable = {
    rows: 40,
    columns: [
      { name: "row", values: Float64Array.from({ length: 40 }, (_, row) => row), codes: Int32Array.from({ length: 40 }, (_, row) => row) },
      { name: "level", values: 4, codes: Int32Array.from({ length: 40 }, (_, row) => (row % 5) - 1) },
    ],
  };
  const valuesOf = (side: ColumnSide | undefined): number[] => (side?.type === "numeric" ? [...side.values] : []);

  test("sides that fit into a table share no row, rise, and keep rows together", () => {
    const [rows, levels] = dealSides(table, 20, new Random(5));
    const [left, right] = [valuesOf(rows?.reference), valuesOf(rows?.current)];
    expect([...left, ...right].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, row) => row));
    expect(left).toEqual(left.toSorted((a, b) => a - b));
    const ofLeft = Array.from({ length: 4 }, (_, level) => left.filter((row) => row % 5 === level + 1).length);
    expect(levels?.reference).toEqual({ type: "categorical", rows: 20, counts: Uint32Array.from(ofLeft) });
  });

  test("larger sides are drawn with replacement, each of the asked size", () => {
    const [rows] = dealSides(table, 500, new Random(5));
    expect(valuesOf(rows?.reference)).toHaveLength(500);
    expect(valuesOf(rows?.current)).not.toEqual(valuesOf(rows?.reference));
  });
});
