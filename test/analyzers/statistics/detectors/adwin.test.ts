import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { array, assert, double, integer, property } from "fast-check";
import { expect, test } from "vitest";
import adwin from "../../../../analyzers/statistics/detectors/adwin.ts";

const PARAMETERS = { delta: 0.002, clock: 32, maxBuckets: 5, minWindow: 5, gracePeriod: 10 };

/**
 * ADWIN2 as in the paper, by the values themselves: buckets are lists of values, every mean and variance is computed anew from all of them, and every cut between two buckets is looked at. Slow, and nothing is kept up to date that could drift.
 * @returns the rows of changes with how many values stayed
 */
function byDefinition(
  values: readonly number[],
  { delta, clock, maxBuckets, minWindow, gracePeriod }: typeof PARAMETERS,
): readonly (readonly [number, number])[] {
  /** Oldest first. */
  let buckets: number[][] = [];
  const found: [number, number][] = [];
  for (const [row, value] of values.entries()) {
    buckets.push([value]);
    buckets = merged(buckets, maxBuckets);
    if ((row + 1) % clock !== 0 || buckets.flat().length <= gracePeriod) continue;
    let changed = false;
    while (hasCut(buckets, delta, minWindow)) {
      changed = true;
      buckets.shift();
    }
    if (changed) found.push([row, buckets.flat().length]);
  }
  return found;
}

/** Two oldest buckets of a size of which there is one too many become one, from the smallest size on. */
function merged(buckets: number[][], most: number): number[][] {
  for (let size = 1; ; size *= 2) {
    const places = buckets.flatMap((bucket, place) => (bucket.length === size ? [place] : []));
    const [first, second] = places;
    if (places.length <= most || first === undefined || second === undefined) return buckets;
    buckets = [...buckets.slice(0, first), [...(buckets[first] ?? []), ...(buckets[second] ?? [])], ...buckets.slice(second + 1)];
  }
}

function hasCut(buckets: readonly number[][], delta: number, least: number): boolean {
  const all = buckets.flat();
  const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
  const variance = mean(all.map((value) => (value - mean(all)) ** 2));
  const log = Math.log((2 * Math.log(all.length)) / delta);
  return buckets.some((_, place) => {
    const [older, newer] = [buckets.slice(0, place + 1).flat(), buckets.slice(place + 1).flat()];
    if (older.length < least || newer.length < least) return false;
    const harmonic = 1 / (1 / older.length + 1 / newer.length);
    return Math.abs(mean(older) - mean(newer)) > Math.sqrt((2 / harmonic) * variance * log) + (2 / (3 * harmonic)) * log;
  });
}

function ours(values: readonly number[], parameters: typeof PARAMETERS): readonly (readonly [number, number])[] {
  const run = adwin.start(parameters);
  return values.flatMap((value, row) => {
    if (run.update(value).state !== "drift") return [];
    return [[row, (run.save()["window"] as readonly number[])[1] ?? 0] as const];
  });
}

function streamOf(name: string, from: number, to: number): readonly number[] {
  const path = new URL(`../../../fixtures/reference/data/${name}.csv.gz`, import.meta.url);
  return gunzipSync(readFileSync(path)).toString().trim().split("\n").slice(1).map(Number).slice(from, to);
}

test.each([
  ["an abrupt change", "stream_err_b", 11_000, 12_600],
  ["the first of three changes", "stream_err_a", 3000, 5200],
  ["real errors", "stream_err_late15", 5000, 8000],
] as const)("as by definition, row for row and value kept for value kept: %s", (_, name, from, to) => {
  const values = streamOf(name, from, to);
  const found = ours(values, PARAMETERS);
  expect(found).toEqual(byDefinition(values, PARAMETERS));
  expect(found.length).toBeGreaterThan(0);
});

test("as by definition: numbers of any size, any clock, any number of buckets", () => {
  const level = array(double({ min: -10, max: 10, noNaN: true }), { minLength: 3, maxLength: 6 });
  assert(
    property(level, integer({ min: 1, max: 40 }), integer({ min: 1, max: 7 }), (levels, clock, maxBuckets) => {
      const values = levels.flatMap((at, place) => Array.from({ length: 50 }, (_, row) => at + (((row * 7 + place) % 11) - 5) / 10));
      expect(ours(values, { ...PARAMETERS, clock, maxBuckets })).toEqual(byDefinition(values, { ...PARAMETERS, clock, maxBuckets }));
    }),
    { numRuns: 30 },
  );
});

test("after a change the recent part stays: fewer values than before, and none of those long before the change", () => {
  const values = streamOf("stream_err_b", 0, 16_000);
  const [first] = ours(values, PARAMETERS);
  expect(first?.[0]).toBeGreaterThanOrEqual(12_000);
  expect(first?.[0]).toBeLessThan(12_200);
  expect(first?.[1]).toBeGreaterThan(0);
  expect(first?.[1]).toBeLessThan(4000);
});
