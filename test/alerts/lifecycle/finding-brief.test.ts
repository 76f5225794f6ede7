import { expect, test } from "vitest";
import { briefOf, rankBriefs } from "../../../alerts/lifecycle/finding-brief.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { aFinding } from "../a-finding.ts";

test.each<{ rule: string; first: Partial<Finding>; second: Partial<Finding> }>([
  { rule: "critical before warning, whatever else", first: { subject: "z", severity: "critical" }, second: { subject: "a", cause: "trueShift", statistic: 9 } },
  { rule: "of one severity, one with a cause", first: { subject: "z", cause: "trueShift" }, second: { subject: "a", statistic: 9 } },
  {
    rule: "then what is over its threshold by most times",
    first: { subject: "z", statistic: 3, threshold: 1 },
    second: { subject: "a", statistic: 4, threshold: 2 },
  },
  {
    rule: "without a threshold, or with one of 0, it is over it by nothing",
    first: { subject: "z", statistic: 0.1, threshold: 1 },
    second: { subject: "a", statistic: 9, threshold: 0 },
  },
  { rule: "then by subject", first: { subject: "a" }, second: { subject: "b" } },
])("people hear first of: $rule", ({ first, second }) => {
  const [a, b] = [briefOf(aFinding(0, first)), briefOf(aFinding(0, second))];
  const subjects = [first.subject, second.subject];
  expect(rankBriefs([a, b]).map(({ subject }) => subject)).toEqual(subjects);
  expect(rankBriefs([b, a]).map(({ subject }) => subject)).toEqual(subjects);
});
