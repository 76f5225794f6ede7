import { array, assert, double, property } from "fast-check";
import { expect, test } from "vitest";
import pageHinkley from "../../../../analyzers/statistics/detectors/page-hinkley.ts";
import fixture from "./fixtures/river-page-hinkley.json" with { type: "json" };

function driftsOf(values: readonly number[], parameters: Parameters<typeof pageHinkley.start>[0]): readonly number[] {
  const run = pageHinkley.start(parameters);
  return values.flatMap((value, row) => (run.update(value).state === "drift" ? [row] : []));
}

test.each(fixture.cases.map((one) => [one.stream, one] as const))("%s: drifts on river's rows", (_, { values, parameters, drifts }) => {
  const stream = typeof values === "string" ? values.split("").map(Number) : values;
  const { min_instances: minInstances, delta, threshold, alpha } = parameters;
  expect(driftsOf(stream, { minInstances, delta, threshold, alpha })).toEqual(drifts);
});

test("the example of its documentation: 100 zeros and then ones, threshold 5", () => {
  expect(driftsOf([...Array<number>(100).fill(0), ...Array<number>(6).fill(1)], { threshold: 5 })).toEqual([105]);
});

test("a constant stream never drifts", () => {
  assert(
    property(double({ min: -1e3, max: 1e3, noNaN: true }), (value) => {
      expect(driftsOf(Array<number>(200).fill(value), { threshold: 5 })).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test("its statistic is how far a sum is from its extreme: never under 0, and 0 while nothing differs", () => {
  assert(
    property(array(double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 60 }), (values) => {
      const run = pageHinkley.start({ threshold: 5 });
      const statistics = values.map((value) => run.update(value).statistic);
      expect(statistics[0]).toBe(0);
      expect(Math.min(...statistics)).toBeGreaterThanOrEqual(0);
    }),
  );
});
