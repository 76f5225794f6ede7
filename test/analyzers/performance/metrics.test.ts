import { assert, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { binaryMetrics, calibrationGap } from "../../../analyzers/performance/binary-metrics.ts";
import { addSums } from "../../../analyzers/performance/performance-sums.ts";
import { seededRandom } from "../../../analyzers/statistics/random.ts";
import { simulateRows, sumsOf, type ScoredRow } from "../decay/simulate.ts";

const metric = (name: string) => {
  const found = binaryMetrics.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no metric ${name}`);
  return found;
};

// Labels 0 1 0 0 1 1 at scores in separate bins; the values follow from the definitions by hand.
const SIX: readonly ScoredRow[] = [
  { score: 0.105, label: 0 },
  { score: 0.205, label: 1 },
  { score: 0.405, label: 0 },
  { score: 0.605, label: 0 },
  { score: 0.805, label: 1 },
  { score: 0.905, label: 1 },
];

describe("realised values by hand", () => {
  test.each([
    ["accuracy", 4 / 6],
    ["rocAuc", 7 / 9],
    ["f1", 2 / 3],
    ["precision", 2 / 3],
    ["recall", 2 / 3],
    ["brier", (0.105 ** 2 + 0.795 ** 2 + 0.405 ** 2 + 0.605 ** 2 + 0.195 ** 2 + 0.095 ** 2) / 6],
    ["logLoss", -Math.log(0.895 * 0.205 * 0.595 * 0.395 * 0.805 * 0.905) / 6],
  ])("%s", (name, expected) => expect(metric(name).realised(sumsOf(SIX))).toBeCloseTo(expected, 12));
});

describe("expected values: Σ max(p, 1 − p), entropy, Σ p (1 − p)", () => {
  const mean = (of: (p: number) => number): number => SIX.reduce((total, { score }) => total + of(score), 0) / SIX.length;
  test.each([
    ["accuracy", mean((p) => Math.max(p, 1 - p))],
    ["brier", mean((p) => p * (1 - p))],
    ["logLoss", mean((p) => -p * Math.log(p) - (1 - p) * Math.log(1 - p))],
  ])("%s", (name, expected) => expect(metric(name).expected(sumsOf(SIX))).toBeCloseTo(expected, 12));
});

test.each(binaryMetrics.map(({ name }) => name))("%s: the linearised excess is expected minus realised, to first order", (name) => {
  const rows = simulateRows(20_000, 0.01, seededRandom(7));
  const sums = sumsOf(rows);
  const one = metric(name);
  const { excess } = one.excessOf(sums)(sums);
  const loss = (one.expected(sums) - one.realised(sums)) * (one.higherIsBetter ? 1 : -1);
  expect(Math.abs(excess / sums.labelled - loss)).toBeLessThan(0.003 + 0.15 * Math.abs(loss));
});

test("sums of disjoint rows add up, in any order", () => {
  assert(
    property(integer({ min: 0, max: 1e6 }), integer({ min: 0, max: 60 }), (seed, cut) => {
      const rows = simulateRows(60, 0, seededRandom(seed));
      const parts = addSums([sumsOf(rows.slice(cut)), sumsOf(rows.slice(0, cut))]);
      const whole = sumsOf(rows);
      expect(parts.sumLogLoss).toBeCloseTo(whole.sumLogLoss, 9);
      expect(parts.scoresOfPositives).toEqual(whole.scoresOfPositives);
      expect(calibrationGap(parts).excess).toBeCloseTo(whole.positives - whole.sumScore, 9);
    }),
    { numRuns: 30 },
  );
});
