import { expect, test } from "vitest";
import { logGamma } from "../../../../analyzers/statistics/distributions/log-gamma.ts";

// Values of the C library's lgamma.
test.each([
  [1e-6, 13.81550998074943],
  [0.5, 0.5723649429247004],
  [1, 0],
  [2.5, 0.2846828704729196],
  [8.999, 10.602462320025602],
  [9, 10.604602902745249],
  [100.25, 360.2845596377643],
  [1e8, 1742068066.1038349],
])("ln Γ(%d)", (x, expected) => expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-13 * Math.max(1, Math.abs(expected))));
