import fc from "fast-check";
import { expect, test } from "vitest";
import { poolNumbers } from "../../../../analyzers/report/numbers/pooled-numbers.ts";
import { sortedNumbers } from "../../../../analyzers/data/sorted-numbers.ts";

const TAILS = [0.0025, 0.01, 0.04];

const side = (values: readonly number[]) => sortedNumbers(Float64Array.from(values).sort());
const upTo = (values: readonly number[], limit: number): number => values.filter((value) => value <= limit).length;
/** Compares −0 and 0 alike, as a table of values must. */
const distinctOf = (values: readonly number[]): readonly number[] => [...new Set(values.map((value) => value + 0))].sort((a, b) => a - b);

/** By definition, counting every value against every other. */
function naive(reference: readonly number[], current: readonly number[]) {
  const [n, m] = [reference.length, current.length];
  const pooled = distinctOf([...reference, ...current]);
  const gaps = pooled.map((value) => Math.abs(upTo(reference, value) / n - upTo(current, value) / m));
  const groups = pooled.map((value) => ({
    value,
    reference: reference.filter((one) => one === value).length,
    current: current.filter((one) => one === value).length,
  }));
  const tied = groups.filter((group) => group.reference + group.current > 1);
  const largest = groups.reduce((most, group) => (group.reference + group.current > most.reference + most.current ? group : most));
  const below = pooled.map((value) => upTo(reference, value) + upTo(current, value));
  const cutAt = (rows: number): number => pooled[below.findIndex((count) => count >= rows)] ?? Number.NaN;
  const sizes = TAILS.map((share) => Math.ceil((n + m) * share));
  const lower = sizes.map((size) => cutAt(size)).map((value) => ({ end: "lower", value, reference: upTo(reference, value), current: upTo(current, value) }));
  const upper = sizes
    .toReversed()
    .map((size) => cutAt(n + m - size))
    .map((value) => ({ end: "upper", value, reference: n - upTo(reference, value), current: m - upTo(current, value) }));
  return {
    ksDistance: Math.max(...gaps),
    wasserstein: pooled.slice(1).reduce((sum, value, place) => sum + (gaps[place] ?? 0) * (value - (pooled[place] ?? 0)), 0),
    distinct: { reference: distinctOf(reference).length, current: distinctOf(current).length, pooled: pooled.length },
    mode: largest,
    tied: { reference: tied.reduce((sum, group) => sum + group.reference, 0), current: tied.reduce((sum, group) => sum + group.current, 0) },
    tails: [...lower, ...upper],
  };
}

const continuous = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
const discrete = fc.integer({ min: -3, max: 6 });
const strange = fc.constantFrom(-1e300, -1, -0, 0, 5e-324, 0.1, 0.1 + Number.EPSILON, 1, 2 ** 53, 1e300);
const values = fc.oneof(
  ...[continuous, discrete, strange, fc.oneof(continuous, discrete), fc.constant(0), fc.constant(-0)].map((value) =>
    fc.array(value, { minLength: 1, maxLength: 60 }),
  ),
);

/** Where numbers themselves are no finer, sums in another order differ by some of the least. */
const LEAST = 100 * Number.MIN_VALUE;

test("one walk finds what counting every value against every other finds", () => {
  fc.assert(
    fc.property(values, values, (reference, current) => {
      const found = poolNumbers(side(reference), side(current));
      const expected = naive(reference, current);
      expect(found.ksDistance).toBeCloseTo(expected.ksDistance, 12);
      if (Number.isFinite(expected.wasserstein) && Number.isFinite(found.wasserstein))
        expect(Math.abs(found.wasserstein - expected.wasserstein)).toBeLessThanOrEqual(1e-9 * expected.wasserstein + LEAST);
      expect(found.distinct).toEqual(expected.distinct);
      expect({ reference: found.tied.reference, current: found.tied.current }).toEqual(expected.tied);
      expect({ ...found.mode, value: found.mode.value + 0 }).toEqual(expected.mode);
      expect(found.tails.map((tail) => ({ ...tail, value: tail.value + 0 }))).toEqual(expected.tails.map(({ end, ...tail }) => ({ ...tail, end })));
    }),
    { numRuns: 2000 },
  );
});

test("wide sides, where the walk cuts tails between many single values", () => {
  fc.assert(
    fc.property(fc.array(continuous, { minLength: 300, maxLength: 900 }), fc.array(continuous, { minLength: 1, maxLength: 900 }), (reference, current) => {
      const found = poolNumbers(side(reference), side(current));
      const expected = naive(reference, current);
      expect(found.ksDistance).toBeCloseTo(expected.ksDistance, 12);
      expect(found.tails.map((tail) => ({ ...tail, value: tail.value + 0 }))).toEqual(expected.tails);
      expect({ ...found.mode, value: found.mode.value + 0 }).toEqual(expected.mode);
    }),
    { numRuns: 15 },
  );
});

test("swapping the sides swaps the rows and keeps the distances", () => {
  fc.assert(
    fc.property(values, values, (reference, current) => {
      const [a, b] = [side(reference.map((value) => value + 0)), side(current.map((value) => value + 0))];
      const [there, back] = [poolNumbers(a, b), poolNumbers(b, a)];
      expect(back.ksDistance).toBe(there.ksDistance);
      expect(back.mode).toEqual({ ...there.mode, reference: there.mode.current, current: there.mode.reference });
      expect(back.tails).toEqual(there.tails.map((tail) => ({ ...tail, reference: tail.current, current: tail.reference })));
    }),
  );
});
