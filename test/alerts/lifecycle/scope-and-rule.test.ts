import { describe, expect, test } from "vitest";
import { DEFAULT_RULES, isBad, watches, worst } from "../../../alerts/lifecycle/rule.ts";
import { alertName } from "../../../alerts/lifecycle/scope-of.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { aFinding } from "../a-finding.ts";
import { anAlert } from "../an-alert.ts";

describe("which findings a rule is about", () => {
  test.each<{ rule: string; match: object; expected: boolean }>([
    { rule: "nothing named: all", match: {}, expected: true },
    { rule: "the analyzer", match: { analyzer: "drift" }, expected: true },
    { rule: "another analyzer", match: { analyzer: "load" }, expected: false },
    { rule: "the model's exact name", match: { model: "flight-delay" }, expected: true },
    { rule: "a part of the model's name is not enough", match: { model: "flight" }, expected: false },
    { rule: "a part and a star is", match: { model: "flight*" }, expected: true },
    { rule: "a star after something else", match: { model: "flights*" }, expected: false },
    { rule: "one field of several that does not fit", match: { model: "flight*", subject: "wind" }, expected: false },
  ])("watches $rule: $expected", ({ match, expected }) => {
    expect(watches(match, aFinding(0))).toBe(expected);
  });

  test.each<{ rule: string; match: object; finding: Partial<Finding>; expected: boolean }>([
    { rule: "material drift", match: {}, finding: {}, expected: true },
    { rule: "drift that is not material", match: {}, finding: { material: false }, expected: false },
    { rule: "material, but no data", match: {}, finding: { verdict: "noData" }, expected: false },
    { rule: "severity == minSeverity", match: { minSeverity: "warning" }, finding: {}, expected: true },
    { rule: "severity < minSeverity", match: { minSeverity: "critical" }, finding: {}, expected: false },
    { rule: "another verdict than the rule's", match: { verdict: "decayed" }, finding: {}, expected: false },
    { rule: "the rule's verdict and cause", match: { verdict: "drifted", cause: "trueShift" }, finding: { cause: "trueShift" }, expected: true },
    { rule: "another cause than the rule's", match: { cause: "unitChange" }, finding: { cause: "trueShift" }, expected: false },
  ])("bad is $rule: $expected", ({ match, finding, expected }) => {
    expect(isBad(match, aFinding(0, finding))).toBe(expected);
  });
});

test("the default rules are one an analyzer: one bad window fires, two good ones in a row resolve, of decay's weeks one", () => {
  expect(DEFAULT_RULES).toEqual(
    [
      { name: "drift", good: 2 },
      { name: "decay", good: 1 },
      { name: "errors", good: 2 },
      { name: "load", good: 2 },
    ].map(({ name, good }) => ({ name, match: { analyzer: name }, for: { windows: 1 }, keepFiringFor: { windows: good } })),
  );
});

test("the worst of no severity is none", () => {
  expect([worst([]), worst(["warning", "critical", "none"])]).toEqual(["none", "critical"]);
});

test.each<{ findings: readonly Finding[]; expected: string }>([
  { findings: [aFinding(0)], expected: "flight-delay: departure delay drifted" },
  { findings: [aFinding(0), aFinding(0, { subject: "wind" })], expected: "flight-delay: 2 columns drifted" },
  { findings: [aFinding(0, { cause: "unitChange" })], expected: "flight-delay: departure delay changed unit" },
  { findings: [aFinding(0, { cause: "renamedCategory", subject: "carrier" })], expected: "flight-delay: carrier renamed a category" },
  { findings: [aFinding(0, { analyzer: "decay", verdict: "decayed", subject: "rocAuc" })], expected: "flight-delay: worse than expected" },
  { findings: [aFinding(0, { analyzer: "decay", verdict: "decayed", subject: "staleness" })], expected: "flight-delay: training data too old" },
  {
    findings: [aFinding(0, { analyzer: "decay", verdict: "failing", subject: "labels", cause: "labelOutage" })],
    expected: "flight-delay: labels stopped coming",
  },
  {
    findings: [aFinding(0, { analyzer: "errors", verdict: "failing", subject: "network" })],
    expected: "flight-delay: requests fail (model server not reached)",
  },
  {
    findings: ["all", "badInput"].map((subject) => aFinding(0, { analyzer: "errors", verdict: "failing", subject, cause: "malformedRequests" })),
    expected: "flight-delay: requests fail (malformed)",
  },
  { findings: [aFinding(0, { analyzer: "errors", verdict: "failing", subject: "all" })], expected: "flight-delay: requests fail" },
  { findings: [aFinding(0, { analyzer: "load", verdict: "degraded", subject: "latency" })], expected: "flight-delay: requests wait" },
  { findings: [aFinding(0, { analyzer: "load", verdict: "degraded", subject: "saturation", cause: "overload" })], expected: "flight-delay: overloaded" },
])("an alert is called $expected", ({ findings, expected }) => {
  expect(alertName(anAlert(findings))).toBe(expected);
});
