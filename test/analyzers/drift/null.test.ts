import { describe, expect, test } from "vitest";
import { distanceAt, distanceChance, type DistanceNull } from "../../../analyzers/drift/null/chance-of-distance.ts";
import { betaBinomialTail } from "../../../analyzers/statistics/beta-binomial.ts";
import { type SeenShare, shareAt, shareChance, type ShareNull, shareSpread, shareTotals } from "../../../analyzers/drift/null/rare-share.ts";
import { samplingOf } from "../../../analyzers/drift/null/sampling.ts";
import { spreadOf, usualSize } from "../../../analyzers/statistics/spread.ts";
import { chiSquareSurvival } from "../../../analyzers/statistics/distributions/chi-square-survival.ts";
import { wassersteinDistance } from "../../../analyzers/statistics/methods/wasserstein.ts";
import { categoricalSample, numericSample } from "../../../analyzers/statistics/sample.ts";
import { weightedDeviation } from "../../../analyzers/statistics/two-sample/moments.ts";
import { randomOf } from "./synthetic.ts";

/** What 25 columns leave one check of one day. */
const LEVEL = 0.25 / 30 / 100;

const shareNullOf = (windows: readonly SeenShare[]): ShareNull => ({
  ...shareTotals(windows),
  spread: shareSpread([windows], 0.32),
  windows: windows.length < 2 ? Infinity : windows.length,
});
const days = (count: number, rows: number, of: (day: number) => number): readonly SeenShare[] =>
  Array.from({ length: count }, (_, day) => ({ of: of(day), rows }));

describe("missing rows: how many of a window's are called, after 60 days that were complete", () => {
  test.each([60, 100, 300, 1000, 10_000, 100_000])("of %d rows three", (rows) => {
    const known = shareNullOf(days(60, rows, () => 0));
    expect(Math.round(shareAt(known, LEVEL, rows) * rows)).toBe(3);
    expect(shareChance(known, { of: rows, rows })).toBeLessThan(1e-6);
  });
  test.each([60, 1000, 100_000])("of %d rows four, after one block of twenty times as many", (rows) => {
    expect(Math.round(shareAt(shareNullOf(days(1, 20 * rows, () => 0)), LEVEL, rows) * rows)).toBe(4);
  });
});

test("a share that comes and goes between days needs more than one that does not, and a day of trouble in the baseline more still", () => {
  const steady = shareAt(shareNullOf(days(60, 1000, (day) => 18 + (day % 5))), LEVEL, 1000);
  const swinging = shareAt(shareNullOf(days(60, 1000, (day) => [18, 45, 12, 20, 35, 9, 24][day % 7] ?? 0)), LEVEL, 1000);
  const troubled = shareAt(shareNullOf(days(60, 1000, (day) => (day === 7 ? 500 : 20))), LEVEL, 1000);
  expect(steady).toBeLessThan(0.05);
  expect(swinging).toBeGreaterThan(2 * steady);
  expect(troubled).toBeGreaterThan(swinging);
});

test.each([
  [0, 10, 1, 1, 1],
  [3, 10, 1, 1, 8 / 11],
  [10, 10, 1, 1, 1 / 11],
  [11, 10, 1, 1, 0],
  [1, 1, 2, 6, 0.25],
] as const)("at least %d of %d rows with a share of Beta(%d, %d) has the chance %d", (least, rows, a, b, chance) => {
  expect(betaBinomialTail(least, rows, { failed: a, answered: b })).toBeCloseTo(chance, 12);
});

describe("the spread between windows", () => {
  test("is the prior where nothing was seen: root mean square the scale, but for the chance of none", () =>
    expect(usualSize(spreadOf(0.2, () => 0))).toBeCloseTo(0.2 * Math.sqrt(0.9), 3));
  const learned = (count: number, deviation: number): number =>
    usualSize(spreadOf(0.2, (size) => -count * (Math.log(size + 1e-3) + deviation ** 2 / 2 / (size + 1e-3) ** 2)));
  test.each([0.01, 0.05, 0.5, 2])("gives way to what many windows show: %d", (deviation) => {
    expect(learned(500, deviation) / deviation).toBeGreaterThan(0.85);
    expect(learned(500, deviation) / deviation).toBeLessThan(1.15);
  });
  test("goes there by degrees, with no step at 30", () => {
    const steps = Array.from({ length: 60 }, (_, count) => learned(count + 1, 0.02));
    for (const [place, size] of steps.slice(1).entries()) expect(Math.abs(Math.log(size / (steps[place] ?? size)))).toBeLessThan(0.7);
  });
});

const ROWS = 400;
const none = spreadOf(1e-9, () => 0);
const random = randomOf(3);
const draw = (of: () => number): number[] => Array.from({ length: 4000 }, of);
const rows = {
  normal: draw(() => random.normal()),
  skewed: draw(() => Math.exp(1.5 * random.normal())),
  "mostly zero": draw(() => (random.uniform() < 0.99 ? 0 : random.normal())),
} as const;
const samples = { normal: numericSample(rows.normal), skewed: numericSample(rows.skewed) } as const;

describe("sampling alone is called no oftener than asked", () => {
  test.each(Object.entries(rows))("Wasserstein of %s rows", (_, values) => {
    const reference = numericSample(values);
    const known: DistanceNull = { ...samplingOf("wasserstein", reference), spread: none, referenceRows: reference.total, windows: Infinity };
    const deviation = weightedDeviation(reference);
    let beyond = 0;
    const repeats = 3000;
    for (let repeat = 0; repeat < repeats; repeat++) {
      const drawn = numericSample(Array.from({ length: ROWS }, () => values[Math.floor(random.uniform() * values.length)] ?? 0));
      if (distanceChance(known, wassersteinDistance(reference, drawn) / deviation, ROWS) <= 0.003) beyond += 1;
    }
    expect(beyond / repeats).toBeLessThanOrEqual(0.006);
  });

  test("total variation of two levels is a normal share's: its threshold 3.94 standard errors, and a little for its lean", () => {
    const reference = categoricalSample(draw(() => random.uniform()).map((value) => (value < 0.4 ? "a" : "b")));
    const known: DistanceNull = { ...samplingOf("total-variation", reference), spread: none, referenceRows: 1e9, windows: Infinity };
    const error = known.deviation / Math.sqrt(1000);
    expect(distanceAt(known, LEVEL, 1000) / error).toBeGreaterThan(3.9);
    expect(distanceAt(known, LEVEL, 1000) / error).toBeLessThan(4.1);
  });

  test("Kolmogorov–Smirnov's threshold is Kolmogorov's to two per cent", () => {
    const known: DistanceNull = { ...samplingOf("kolmogorov-smirnov", samples.normal), spread: none, referenceRows: 1e9, windows: Infinity };
    expect((distanceAt(known, LEVEL, 1000) * Math.sqrt(1000)) / Math.sqrt(-Math.log(LEVEL / 2) / 2)).toBeCloseTo(1, 1.7);
  });
});

test("what is at the threshold has the level's chance", () => {
  const known: DistanceNull = { ...samplingOf("wasserstein", samples.skewed), spread: spreadOf(0.2, () => 0), referenceRows: 4000, windows: 10 };
  for (const level of [1e-2, 1e-4, 1e-6]) expect(Math.log(distanceChance(known, distanceAt(known, level, 300), 300) / level)).toBeCloseTo(0, 2);
});

test("a level that outweighs sampling is one direction: the tail of a normal number with its variance", () => {
  const known: DistanceNull = {
    ...samplingOf("wasserstein", samples.normal),
    spread: { sizes: [0.5], weights: [1] },
    referenceRows: 1e9,
    windows: Infinity,
  };
  expect(distanceChance(known, 2, 1e6) / chiSquareSurvival(16, 1)).toBeCloseTo(1, 2);
});
