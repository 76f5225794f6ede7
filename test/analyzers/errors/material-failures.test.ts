import { describe, expect, test } from "vitest";
import { isMaterial, missesObjective, severityOf } from "../../../analyzers/errors/material-failures.ts";
import { monitorConfig } from "../../../analyzers/monitoring/monitor-config.ts";

const errors = (settings: object) => monitorConfig.parse({ model: "m", baseline: { file: "none" }, errors: settings }).errors;

describe("a significant excess matters", () => {
  test.each<[string, object, number, number, boolean]>([
    ["by default when failures have doubled", {}, 0.002, 0.001, true],
    ["not when they grew by a half", {}, 0.03, 0.02, false],
    ["49 times the usual", {}, 0.049, 0.001, true],
    ["minRise 2: over three times the usual", { minRise: 2 }, 0.061, 0.02, true],
    ["minRise 2: not twice", { minRise: 2 }, 0.04, 0.02, false],
    ["minEffect is a share of requests", { minEffect: 0.05 }, 0.049, 0.001, false],
    ["minEffect reached", { minEffect: 0.05 }, 0.061, 0.01, true],
    ["within the objective, whatever is usual", { objective: 0.01 }, 0.01, 0.001, false],
    ["over the objective, however little", { objective: 0.01 }, 0.011, 0.009, true],
  ])("%s", (_, settings, share, usual, material) => expect(isMaterial({ share, usual, all: share }, errors(settings))).toBe(material));

  test("a class is held against the objective with all failures", () => {
    expect(isMaterial({ share: 0.008, usual: 0.001, all: 0.02 }, errors({ objective: 0.01 }))).toBe(true);
  });
});

test.each<[string, number, number, object, boolean]>([
  ["no objective: never", 100, 100, {}, false],
  ["2 of 100 where 1 % may: not with certainty", 2, 100, { objective: 0.01 }, false],
  ["20 of 1,000 where 1 % may: the 95 % interval is above", 20, 1000, { objective: 0.01 }, true],
])("the objective is missed: %s", (_, failed, requests, settings, missed) => expect(missesObjective(failed, requests, errors(settings))).toBe(missed));

test.each([
  [0.099, "warning"],
  [0.1, "critical"],
])("an excess of %d is %s", (excess, severity) => expect(severityOf(excess)).toBe(severity));
