import { assert, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { usualRate, usualTail, type FailureCount } from "../../../analyzers/statistics/usual-rate.ts";
import { seededRandom } from "../../../analyzers/statistics/random.ts";

/** The part of an hour's budget that one of six checks has. */
const LEVEL = 0.25 / 720 / 6;
const WEEK = 168;

/** Hours of so many requests, each with a rate of its own. */
function hours(requests: number, rateOf: (random: () => number) => number, count = WEEK, seed = 3): readonly FailureCount[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const rate = rateOf(random);
    return { requests, failed: Array.from({ length: requests }, random).filter((value) => value < rate).length };
  });
}

/** An exponential rate: as much spread as mean. */
const bursty = (random: () => number): number => Math.min(1, -0.02 * Math.log(1 - random()));

describe("the usual rate", () => {
  test.each<[string, number, number]>([
    ["2 % of 1,000", 0.02, 1000],
    ["6 % of 200: hours at 8 % and 9 % are not left out", 0.06, 200],
    ["6 % of 25: hours at 12 % and 16 % are not left out", 0.06, 25],
  ])("%s, within a tenth, mean of 20 weeks", (_, rate, requests) => {
    const told = Array.from(
      { length: 20 },
      (__, week) =>
        usualRate(
          hours(requests, () => rate, WEEK, week + 1),
          requests,
        ).rate,
    );
    expect(told.reduce((total, value) => total + value, 0) / told.length / rate).toBeCloseTo(1, 1);
  });

  test("no window: the prior's mean", () => expect(usualRate([], 25).rate).toBeCloseTo(0.02, 12));

  test.each([
    ["one in 1,000", 25, 0.001],
    ["half a request an hour", 100_000, 5e-6],
  ])("never failed: %s", (_, requests, floor) => {
    const never = Array.from({ length: WEEK }, () => ({ requests, failed: 0 }));
    expect(usualRate(never, requests).rate).toBe(floor);
  });

  test("hours that are alike have the least spread, bursts have theirs", () => {
    expect(
      usualRate(
        hours(1000, () => 0.06),
        1000,
      ).spread,
    ).toBeLessThan(0.08);
    expect(usualRate(hours(1000, bursty), 1000).spread).toBeCloseTo(1, 1);
  });

  test("a few hours of outage that nobody judged do not make the rate", () => {
    const outage = Array.from({ length: 5 }, () => ({ requests: 36, failed: 36 }));
    expect(usualRate([...hours(36, () => 0.001), ...outage], 36).rate).toBeLessThan(0.002);
  });
});

describe("the tail", () => {
  test.each<[string, readonly FailureCount[], FailureCount, boolean]>([
    ["a jump from 2 % to 10 % at 200", hours(200, () => 0.02), { requests: 200, failed: 20 }, true],
    ["the same where hours are bursty", hours(200, bursty), { requests: 200, failed: 20 }, false],
    ["0.1 % to 0.3 % of 100,000", hours(100_000, () => 0.001, 24), { requests: 100_000, failed: 300 }, true],
    ["two of 25 after a week without a failure", hours(25, () => 0), { requests: 25, failed: 2 }, false],
    ["five of 25 after a week without a failure", hours(25, () => 0), { requests: 25, failed: 5 }, true],
    ["the first hour of a model: 6 %", [], { requests: 1000, failed: 60 }, false],
    ["the first hour of a model: an outage", [], { requests: 36, failed: 36 }, true],
  ])("%s: improbable: %s", (_, history, now, improbable) => {
    expect(usualTail(now, usualRate(history, now.requests)) <= LEVEL).toBe(improbable);
  });

  test("falls with more failures, 1 at none", () => {
    const usual = usualRate(hours(60, bursty), 60);
    expect(usualTail({ requests: 60, failed: 0 }, usual)).toBeCloseTo(1, 12);
    assert(
      property(integer({ min: 0, max: 59 }), (failed) => {
        expect(usualTail({ requests: 60, failed: failed + 1 }, usual)).toBeLessThanOrEqual(usualTail({ requests: 60, failed }, usual) + 1e-12);
      }),
    );
  });
});
