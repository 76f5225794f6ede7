import { expect, test } from "vitest";
import { coverageFault, coverageOf } from "../../../analyzers/monitoring/coverage.ts";

test.each([
  ["all captured", { served: 100, captured: 100, sampledOut: 0 }, 1],
  ["dropped requests lower it", { served: 100, captured: 60, sampledOut: 0 }, 0.6],
  ["requests sampled out on purpose do not", { served: 100, captured: 10, sampledOut: 90 }, 1],
  ["of those to be sampled some dropped", { served: 100, captured: 5, sampledOut: 90 }, 0.5],
  ["all sampled out", { served: 100, captured: 0, sampledOut: 100 }, 1],
  ["a ledger that knows of none", { served: 0, captured: 0, sampledOut: 0 }, 1],
  ["reports that come late never make it more than whole", { served: 100, captured: 101, sampledOut: 0 }, 1],
])("%s", (_, books, coverage) => expect(coverageOf(books)).toBe(coverage));

test("coverage == minCoverage is enough (strict <)", () => {
  const books = { served: 100, captured: 90, sampledOut: 0 };
  expect(coverageFault(books, 0.9)).toBeNull();
  expect(coverageFault(books, 0.91)).toBe("90.0 % of the requests to capture were captured; 91.0 % needed");
});
