import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { heightAt, isotonicCurve } from "../../../analyzers/statistics/isotonic.ts";

const curve = (x: readonly number[], y: readonly number[]) => isotonicCurve(Float64Array.from(x), Float64Array.from(y));

describe("isotonic regression", () => {
  test.each([
    {
      name: "what rises stays",
      x: [1, 2, 3],
      y: [0, 1, 2],
      knots: [
        [1, 0],
        [2, 1],
        [3, 2],
      ],
    },
    {
      name: "neighbours that fall are pooled, with an end of the stretch on either side",
      x: [1, 2, 3, 4],
      y: [0, 3, 1, 5],
      knots: [
        [1, 0],
        [2, 2],
        [3, 2],
        [4, 5],
      ],
    },
    {
      name: "a later fall pools earlier stretches too",
      x: [1, 2, 3],
      y: [2, 3, -2],
      knots: [
        [1, 1],
        [3, 1],
      ],
    },
    {
      name: "rows of one place are one point",
      x: [2, 1, 2],
      y: [4, 0, 2],
      knots: [
        [1, 0],
        [2, 3],
      ],
    },
  ])("$name", ({ x, y, knots }) => {
    const found = curve(x, y);
    expect(found.x.map((place, knot) => [place, found.y[knot]])).toEqual(knots);
  });

  test("straight between knots, level beyond", () => {
    expect([0, 1, 1.5, 2, 9].map((place) => heightAt({ x: [1, 2], y: [10, 20] }, place))).toEqual([10, 10, 15, 20, 20]);
  });

  test("never falls, and keeps the mean", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: -5, max: 5 })), { minLength: 1, maxLength: 60 }), (points) => {
        const [x, y] = [points.map(([place]) => place), points.map(([, value]) => value)];
        const found = curve(x, y);
        expect([...found.y]).toEqual([...found.y].toSorted((a, b) => a - b));
        const fitted = x.reduce((sum, place) => sum + heightAt(found, place), 0);
        expect(fitted).toBeCloseTo(
          y.reduce((sum, value) => sum + value, 0),
          6,
        );
      }),
      { seed: 12, numRuns: 200 },
    );
  });
});
