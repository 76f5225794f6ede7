import * as fc from "fast-check";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { appliesTo, type ComparedKind, type DriftMethod } from "../../../../analyzers/statistics/method.ts";
import type { BinRule } from "../../../../analyzers/statistics/two-sample/bins.ts";
import { categoricalSample, numericSample, type Sample, weightedSample } from "../../../../analyzers/statistics/sample.ts";
import { loadPlugins } from "../../../../plugins.ts";

const methods = await loadPlugins<DriftMethod>(fileURLToPath(new URL("../../../../analyzers/statistics/methods", import.meta.url)));

interface Kind {
  readonly type: ComparedKind;
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
  {
    type: "twoNumbers",
    rows: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 60 }),
    sample: (rows) => numericSample(rows.map((row) => Number(row > 0))),
    shifted: (k) => numericSample(base.map((_, row) => Number(row < 60 + 30 * k))),
  },
];
const cases = methods.flatMap((method) =>
  kinds
    .filter((kind) => kind.type === "twoNumbers" || method.appliesTo.includes(kind.type))
    .map((kind) => ({ name: method.name, type: kind.type, method, kind })),
);

test("the folder has the methods of the contract", () => {
  expect(methods.map((method) => method.name)).toEqual(
    (
      "anderson-darling chi-square cramer-von-mises energy epps-singleton fisher-exact g-test hellinger jensen-shannon kolmogorov-smirnov kullback-leibler " +
      "l-infinity mann-whitney psi total-variation wasserstein welch-t z-test"
    ).split(" "),
  );
});

/** Anderson–Darling's statistic is normalised, so it has no zero, and its p-value stays within 0.001–0.25 (contract: as scipy). */
const isNormalised = (method: DriftMethod): boolean => method.name === "anderson-darling";

describe.each(cases)("$name on $type", ({ method, kind }) => {
  test("never under zero, p-value between 0 and 1, no NaN", () => {
    fc.assert(
      fc.property(kind.rows, kind.rows, (left, right) => {
        const result = method.compare(kind.sample(left), kind.sample(right));
        if (result.statistic === null) {
          expect(result.note.length).toBeGreaterThan(10);
          return;
        }
        if (!isNormalised(method)) expect(result.statistic).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(result.statistic)).toBe(true);
        if (result.pValue !== null) expect(result.pValue >= 0 && result.pValue <= 1).toBe(true);
      }),
    );
  });

  test("zero for equal samples, p-value 1 (where there is a result)", () => {
    fc.assert(
      fc.property(kind.rows, (rows) => {
        const result = method.compare(kind.sample(rows), kind.sample(rows));
        if (result.statistic === null) return;
        if (isNormalised(method)) {
          expect(result.statistic).toBeLessThan(0);
          expect(result.pValue).toBe(0.25);
          return;
        }
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

  test("changes neither sample", () => {
    const [left, right] = [kind.sample([3, 1, 2, 2, 5]), kind.sample([4, 4, 1, 9, 0])];
    const before = structuredClone([left, right]);
    method.compare(left, right);
    expect([left, right]).toEqual(before);
  });

  test("values near the largest and the smallest double, and shares of one row in a billion, have a result or a reason, never NaN", () => {
    const huge = Number.MAX_VALUE;
    for (const [left, right] of [
      [
        [huge, -huge, 1, 2, 3, 4],
        [huge, huge, -huge, 0, 1, 5],
      ],
      [
        [5e-324, 1e-300, 0, 2e-308, 1e-310, 5e-324],
        [-5e-324, 0, 1e-300, 3e-308, 0, 1],
      ],
    ] as const) {
      const result = method.compare(kind.sample(left), kind.sample(right));
      expect(result.statistic === null ? result.note : result.statistic).toSatisfy((value) => typeof value === "string" || Number.isFinite(value));
      expect(Number.isNaN(result.pValue)).toBe(false);
    }
  });

  test("values from 1e-320 to 1e308 of either sign, alike in size or not, have a finite result or a reason", () => {
    const exponent = fc.integer({ min: -320, max: 307 });
    const ofSize = (least: number, most: number) =>
      fc
        .tuple(fc.double({ min: 1, max: 10, noNaN: true }), fc.integer({ min: least, max: most }), fc.constantFrom(-1, 0, 1))
        .map(([digits, power, sign]) => sign * digits * Number(`1e${power}`));
    const side = fc.oneof(
      exponent.chain((power) => fc.array(ofSize(power, power), { minLength: 1, maxLength: 30 })),
      exponent.chain((power) => fc.array(ofSize(power, Math.min(307, power + 200)), { minLength: 1, maxLength: 30 })),
      fc.array(ofSize(-320, 307), { minLength: 1, maxLength: 30 }),
    );
    const bins = fc.constantFrom<BinRule | undefined>(undefined, "deciles", "sturges", "doane", { equalWidth: 7 });
    fc.assert(
      fc.property(side, side, bins, (left, right, rule) => {
        const result = method.compare(kind.sample(left), kind.sample(right), rule === undefined ? {} : { bins: rule });
        if (result.statistic === null) {
          expect(result.note.length).toBeGreaterThan(10);
          return;
        }
        expect(Number.isFinite(result.statistic)).toBe(true);
        expect(result.pValue === null || (result.pValue >= 0 && result.pValue <= 1)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  test("a billion rows", () => {
    const many = (value: number, other: number): Sample =>
      kind.type !== "categorical"
        ? weightedSample([[1, value], [2, other], ...(kind.type === "numeric" ? [[3, 5] as const] : [])])
        : {
            type: "categorical",
            counts: new Map([
              ["a", value],
              ["b", other],
            ]),
            total: value + other,
          };
    const result = method.compare(many(600_000_000, 400_000_000), many(300_000_000, 199_000_000));
    expect(result.statistic === null ? result.note : result.statistic).toSatisfy((value) => typeof value === "string" || Number.isFinite(value));
    if (result.pValue !== null) expect(result.pValue >= 0 && result.pValue <= 1).toBe(true);
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

test("methods of two categories apply to numbers of two distinct values on both sides together, and to no others", () => {
  for (const name of ["z-test", "fisher-exact"]) {
    const method = methods.find((one) => one.name === name);
    if (method === undefined) throw new Error(`there is no ${name}`);
    expect(appliesTo(method, numericSample([0, 1, 0]), numericSample([1]))).toBe(true);
    expect(appliesTo(method, numericSample([0, 0]), numericSample([1, 2]))).toBe(false);
    const two = [numericSample([0, 0, 0, 1]), numericSample([1, 1, 0])] as const;
    const named = [categoricalSample(["0", "0", "0", "1"]), categoricalSample(["1", "1", "0"])] as const;
    expect(method.compare(...two)).toEqual(method.compare(...named));
  }
});

const BINNED = ["psi", "chi-square", "g-test", "jensen-shannon", "hellinger", "kullback-leibler", "total-variation", "l-infinity"];
test.each(BINNED)("%s of zeros and ones, 10 %% against 60 %% ones, is that of two categories", (name) => {
  const method = methods.find((one) => one.name === name);
  const ones = (share: number): number[] => Array.from({ length: 200 }, (_, row) => Number(row < 200 * share));
  const found = method?.compare(numericSample(ones(0.1)), numericSample(ones(0.6)));
  expect(found).toEqual(method?.compare(categoricalSample(ones(0.1).map(String)), categoricalSample(ones(0.6).map(String))));
  expect(found?.statistic).toBeGreaterThan(0.1);
});

describe("what does not depend on the unit is the same in units of 1e-300 and of 1e+300", () => {
  const [left, right] = [
    [0.1, 0.25, 0.7, 1.5, 2.25, 3, 0.5, 1],
    [0.3, 1.25, 2.5, 2.75, 3.5, 1.75, 3.25],
  ];
  test.each(methods.filter(({ name, appliesTo: kinds }) => kinds.includes("numeric") && name !== "energy").map((method) => [method.name, method] as const))(
    "%s",
    (_, method) => {
      const usual = method.compare(numericSample(left), numericSample(right));
      for (const unit of [2 ** -1000, 2 ** 1000]) {
        const found = method.compare(numericSample(left.map((value) => value * unit)), numericSample(right.map((value) => value * unit)));
        expect(found.statistic).toBeCloseTo(usual.statistic ?? Number.NaN, 12);
        if (usual.pValue !== null) expect(found.pValue).toBeCloseTo(usual.pValue, 12);
      }
    },
  );
  test("energy goes with the root of the unit", () => {
    const energy = methods.find(({ name }) => name === "energy");
    const usual = energy?.compare(numericSample(left), numericSample(right)).statistic ?? Number.NaN;
    const small = energy?.compare(numericSample(left.map((value) => value * 2 ** -1000)), numericSample(right.map((value) => value * 2 ** -1000)));
    expect((small?.statistic ?? Number.NaN) / 2 ** -500).toBeCloseTo(usual, 12);
  });
});
