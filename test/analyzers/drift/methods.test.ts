import * as fc from "fast-check";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { DriftMethod } from "../../../analyzers/drift/method.ts";
import { categoricalSample, numericSample, type Sample } from "../../../analyzers/drift/sample.ts";
import { loadPlugins } from "../../../plugins.ts";

const methods = await loadPlugins<DriftMethod>(fileURLToPath(new URL("../../../analyzers/drift/methods", import.meta.url)));

interface Kind {
  readonly type: Sample["type"];
  readonly rows: fc.Arbitrary<number[]>;
  sample(rows: readonly number[]): Sample;
  /** The k-th of samples that lie ever further from the first. */
  shifted(k: number): Sample;
}

const base = Array.from({ length: 200 }, (_, row) => Math.sin(row * 12.9898) * 3);
const kinds: readonly Kind[] = [
  {
    type: "numeric",
    rows: fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })), { minLength: 1, maxLength: 60 }),
    sample: numericSample,
    shifted: (k) => numericSample(base.map((value) => value + k)),
  },
  {
    type: "categorical",
    rows: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 60 }),
    sample: (rows) => categoricalSample(rows.map(String)),
    shifted: (k) => categoricalSample(base.map((_, row) => (row < 20 + 30 * k ? "a" : "b"))),
  },
];
const cases = methods.flatMap((method) =>
  kinds.filter((kind) => method.appliesTo.includes(kind.type)).map((kind) => ({ name: method.name, type: kind.type, method, kind })),
);

test("the folder has the methods that the monitors use", () => {
  expect(methods.map((method) => method.name)).toEqual(
    expect.arrayContaining(["chi-square", "jensen-shannon", "kolmogorov-smirnov", "psi", "total-variation", "wasserstein"]),
  );
});

describe.each(cases)("$name on $type", ({ method, kind }) => {
  test("never under zero, p-value between 0 and 1, no NaN", () => {
    fc.assert(
      fc.property(kind.rows, kind.rows, (left, right) => {
        const result = method.compare(kind.sample(left), kind.sample(right));
        if (result.statistic === null) {
          expect(result.note.length).toBeGreaterThan(10);
          return;
        }
        expect(result.statistic).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(result.statistic)).toBe(true);
        if (result.pValue !== null) expect(result.pValue >= 0 && result.pValue <= 1).toBe(true);
      }),
    );
  });

  test("zero for equal samples, p-value 1", () => {
    fc.assert(
      fc.property(kind.rows, (rows) => {
        const result = method.compare(kind.sample(rows), kind.sample(rows));
        expect(result.statistic).toBeCloseTo(0, 12);
        if (result.pValue !== null) expect(result.pValue).toBeCloseTo(1, 12);
      }),
    );
  });

  test("the order of rows does not matter", () => {
    fc.assert(
      fc.property(kind.rows, kind.rows, (left, right) => {
        expect(method.compare(kind.sample(left.toReversed()), kind.sample(right.toSorted((a, b) => a - b)))).toEqual(
          method.compare(kind.sample(left), kind.sample(right)),
        );
      }),
    );
  });

  test("grows with the shift", () => {
    const statistics = [0, 1, 2, 4].map((k) => method.compare(kind.shifted(0), kind.shifted(k)).statistic ?? -1);
    for (const [index, statistic] of statistics.slice(1).entries()) expect(statistic).toBeGreaterThan(statistics[index] ?? Infinity);
  });

  test("a single row on either side, a constant and a value never seen before have a result or a reason", () => {
    for (const [left, right] of [
      [[1], [1]],
      [[1], [2]],
      [
        [3, 3, 3],
        [3, 3],
      ],
      [[3, 3, 3], [4]],
      [[1, 2, 3], [5]],
    ] as const) {
      const result = method.compare(kind.sample(left), kind.sample(right));
      expect(result.statistic === null ? result.note : result.statistic).toSatisfy((value) => typeof value === "string" || Number.isFinite(value));
    }
  });

  test("an empty side has no statistic and says why", () => {
    expect(method.compare(kind.sample([]), kind.sample([1]))).toEqual({ statistic: null, pValue: null, note: "the reference has no values" });
    expect(method.compare(kind.sample([1]), kind.sample([]))).toEqual({ statistic: null, pValue: null, note: "the current data have no values" });
  });

  test("samples of different types have no statistic and say why", () => {
    expect(method.compare(numericSample([1]), categoricalSample(["a"]))).toMatchObject({
      statistic: null,
      note: "the reference is numeric, the current data categorical",
    });
  });
});

test("missing numbers are no part of a sample", () => {
  expect(numericSample([Number.NaN, 1, Infinity, 1])).toEqual({ type: "numeric", values: [1], weights: [2], total: 2 });
});
