import { expect, test } from "vitest";
import { binomialInterval } from "../../../bench/alarms/binomial-interval.ts";

// scipy 1.17.1: binomtest(hits, trials).proportion_ci(method="exact")
test.each([
  [0, 500, 0, 0.007350610051907785],
  [5, 500, 0.003254721407030503, 0.023181388069659612],
  [12, 500, 0.012461239059371038, 0.04154761879968799],
  [500, 500, 0.9926493899480923, 1],
  [1, 1, 0.025, 1],
])("%i of %i: %f to %f", (hits, trials, low, high) => {
  const interval = binomialInterval(hits, trials);
  expect(interval[0]).toBeCloseTo(low, 10);
  expect(interval[1]).toBeCloseTo(high, 10);
});
