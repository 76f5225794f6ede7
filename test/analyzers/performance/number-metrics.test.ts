import { describe, expect, test } from "vitest";
import { NumberTaskRows } from "../../../analyzers/performance/number-task-rows.ts";
import { normal, seededRandom } from "../../../analyzers/statistics/random.ts";

const random = seededRandom(9);
const labels = Float64Array.from({ length: 500 }, () => 20 + 3 * normal(random));
const predicted = labels.map((label) => label + 1 + normal(random));

describe("metrics of numbers", () => {
  test.each([
    { name: "mae", labels: [1, 2], predicted: [2, 4], value: 1.5 },
    { name: "mse", labels: [1, 2], predicted: [2, 4], value: 2.5 },
    { name: "rmse", labels: [1, 2], predicted: [2, 4], value: Math.sqrt(2.5) },
    { name: "mape", labels: [1, 2], predicted: [2, 4], value: 1 },
    { name: "msle", labels: [0, 0], predicted: [Math.E - 1, 0], value: 0.5 },
    { name: "bias", labels: [1, 2], predicted: [2, 1], value: 0 },
    { name: "r2", labels: [1, 3], predicted: [1, 2], value: 0.5 },
  ])("$name of $labels predicted as $predicted is $value", ({ name, value, ...rows }) => {
    expect(new NumberTaskRows(Float64Array.from(rows.labels), Float64Array.from(rows.predicted)).values().get(name)?.value).toBeCloseTo(value, 12);
  });

  test.each(["mae", "rmse", "mape", "mse", "msle", "rmsle", "bias", "r2"])("%s lies within its interval", (name) => {
    const found = new NumberTaskRows(labels, predicted).intervals().get(name);
    expect(found?.low).toBeLessThan(found?.value ?? Number.NaN);
    expect(found?.high).toBeGreaterThan(found?.value ?? Number.NaN);
  });

  test.each([
    { name: "mape", labels: [0, 1], note: "a label is 0, of which no error is a share" },
    { name: "msle", labels: [-1, 1], note: "a label or a prediction is -1 or less, which has no logarithm of 1 + value" },
    { name: "r2", labels: [4, 4], note: "all labels are the same" },
    { name: "mae", labels: [Number.NaN, Number.NaN], note: "no row has a label" },
  ])("$name of labels $labels is null: $note", ({ name, note, ...rows }) => {
    expect(new NumberTaskRows(Float64Array.from(rows.labels), Float64Array.from([1, 2])).values().get(name)).toEqual({ value: null, note });
  });
});
