import { assert, double, integer, nat, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { betaBinomialTail } from "../../../analyzers/statistics/beta-binomial.ts";
import { beliefFrom, FLOOR, rateOf } from "../../../analyzers/errors/history-belief.ts";
import { wilson } from "../../../analyzers/statistics/wilson.ts";

describe("beta-binomial tail", () => {
  test.each([
    ["uniform belief: every count is as probable", 3, 9, { failed: 1, answered: 1 }, 0.7],
    ["one request fails at the mean rate", 1, 1, { failed: 2, answered: 6 }, 0.25],
    ["nothing failed: 1", 0, 50, FLOOR, 1],
    // P(X = 2) of 2 = a (a + 1) / ((a + b) (a + b + 1))
    ["both of two", 2, 2, { failed: 2, answered: 3 }, 6 / 30],
  ])("%s", (_, failed, requests, belief, expected) => expect(betaBinomialTail(failed, requests, belief)).toBeCloseTo(expected, 12));

  test("falls with more failures, stays in 0–1, also with 100,000 requests", () => {
    assert(
      property(integer({ min: 1, max: 400 }), nat(400), double({ min: 0.1, max: 50, noNaN: true }), (requests, at, failed) => {
        const count = Math.min(at, requests - 1);
        const belief = { failed, answered: 500 };
        const here = betaBinomialTail(count, requests, belief);
        expect(here).toBeLessThanOrEqual(1);
        expect(betaBinomialTail(count + 1, requests, belief)).toBeLessThanOrEqual(here);
      }),
    );
    expect(betaBinomialTail(50_000, 100_000, FLOOR)).toBeLessThan(1e-9);
    expect(betaBinomialTail(10, 100_000, FLOOR)).toBeGreaterThan(0.5);
  });
});

describe("belief from history", () => {
  const quiet = Array.from({ length: 100 }, () => ({ failed: 1, requests: 50 }));
  test.each([
    ["no history: the floor, one in 1,000", [], 0.001],
    ["a steady 2 %", quiet, 100.5 / 5500],
    ["an outage is left out", [...quiet, { failed: 50, requests: 50 }], 100.5 / 5500],
    ["never under the floor", [{ failed: 0, requests: 1_000_000 }], 0.001],
  ])("%s", (_, history, rate) => expect(rateOf(beliefFrom(history, 0.05))).toBeCloseTo(rate, 12));

  test("history weighs at most 1,000 requests", () => {
    const { failed, answered } = beliefFrom(quiet, 0.05);
    expect(failed + answered).toBeCloseTo(1000, 9);
  });
});

test("Wilson interval (Newcombe 1998, table I method 3 for 81/263: .2553 to .3662)", () => {
  const { low, high } = wilson(81, 263);
  expect([low, high].map((value) => value.toFixed(4))).toEqual(["0.2553", "0.3662"]);
});
