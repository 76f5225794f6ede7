import { assert, double, integer, nat, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { betaBinomialTail } from "../../../analyzers/statistics/beta-binomial.ts";
import { wilson } from "../../../analyzers/statistics/wilson.ts";

const FLOOR = { failed: 0.5, answered: 499.5 };

describe("beta-binomial tail", () => {
  test.each([
    ["uniform belief: every count is as probable", 3, 9, { failed: 1, answered: 1 }, 0.7],
    ["one request fails at the mean rate", 1, 1, { failed: 2, answered: 6 }, 0.25],
    ["nothing failed: 1", 0, 50, FLOOR, 1],
    // P(X = 2) of 2 = a (a + 1) / ((a + b) (a + b + 1))
    ["both of two", 2, 2, { failed: 2, answered: 3 }, 6 / 30],
  ])("%s", (_, failed, requests, belief, expected) => expect(betaBinomialTail(failed, requests, belief)).toBeCloseTo(expected, 12));

  test.each([
    ["few requests", 3, 25, { failed: 0.5, answered: 24.5 }, 0.04889472209021185],
    ["a thousand", 30, 1000, FLOOR, 7.845702400625721e-7],
    ["rates spread as much as their mean", 200, 1000, { failed: 1, answered: 49 }, 2.3970246249095282e-5],
    ["most rates next to 0", 5, 36, { failed: 0.16, answered: 60 }, 3.763633752201214e-4],
    ["rates next to 0 and 1: any", 1, 40, { failed: 0.1, answered: 0.05 }, 0.7788581585538579],
    ["rates next to 0 and 1: all", 40, 40, { failed: 0.1, answered: 0.05 }, 0.5439634561867628],
  ])("exact by rational arithmetic: %s", (_, failed, requests, belief, expected) =>
    expect(betaBinomialTail(failed, requests, belief) / expected).toBeCloseTo(1, 10),
  );

  test("falls with more failures, stays in 0–1, also with 100,000 requests", () => {
    assert(
      property(integer({ min: 1, max: 400 }), nat(400), double({ min: 0.1, max: 50, noNaN: true }), (requests, at, failed) => {
        const count = Math.min(at, requests - 1);
        const belief = { failed, answered: 500 };
        const here = betaBinomialTail(count, requests, belief);
        expect(here).toBeLessThanOrEqual(1);
        expect(betaBinomialTail(count + 1, requests, belief)).toBeLessThanOrEqual(here + 1e-12);
      }),
    );
    expect(betaBinomialTail(50_000, 100_000, FLOOR)).toBeLessThan(1e-9);
    expect(betaBinomialTail(10, 100_000, FLOOR)).toBeGreaterThan(0.5);
  });
});

test("Wilson interval (Newcombe 1998, table I method 3 for 81/263: .2553 to .3662)", () => {
  const { low, high } = wilson(81, 263);
  expect([low, high].map((value) => value.toFixed(4))).toEqual(["0.2553", "0.3662"]);
});
