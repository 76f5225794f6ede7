import { expect, test } from "vitest";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { describeChange, inWords, intervalText } from "../../../dashboards/words/describe-change.ts";
import { makeFinding } from "../support/make-finding.ts";

const effect = (value: number, unit: string) => ({ value, low: value - 1, high: value + 1, unit });
const share = (value: number) => ({ value, low: value - 0.01, high: value + 0.01, unit: "share" });
const categories: Finding["evidence"] = { checks: [], distribution: { kind: "categorical", categories: ["a"], reference: [1], current: [1] } };

const cases: [string, Partial<Finding>, "now" | "past", string][] = [
  ["a mean that rose, in its unit", { effect: effect(24.3, "°F") }, "now", "temperature is 24.3 °F higher on average than in training"],
  ["a mean that fell, over", { effect: effect(-24.3, "°F") }, "past", "temperature was 24.3 °F lower on average than in training"],
  ["a unit change is named, not measured", { cause: "unitChange", effect: effect(-40, "°F") }, "now", "temperature comes in another unit"],
  ["renamed categories, over", { subject: "carrier", cause: "renamedCategory" }, "past", "carrier had renamed categories"],
  ["nulls", { cause: "nullSurge" }, "now", "temperature is missing more often"],
  ["a stuck value, over", { cause: "stuckValue" }, "past", "temperature repeated one value"],
  [
    "a mix of categories",
    { subject: "carrier", effect: share(0.236), evidence: categories },
    "now",
    "carrier has another mix than in training (23.6 % of rows moved)",
  ],
  ["standard deviations", { effect: effect(-2.5, "sd") }, "now", "temperature is 2.50 standard deviations from training"],
  ["no effect known", {}, "now", "temperature is distributed otherwise than in training"],
  [
    "failed requests with their cause",
    { analyzer: "errors", subject: "network", statistic: 0.7, cause: "upstreamDown" },
    "past",
    "70.0 % of requests failed: the model server cannot be reached",
  ],
  ["failed requests of a class", { analyzer: "errors", subject: "server", statistic: 0.12 }, "now", "12.0 % of requests fail (server)"],
  ["all failed requests", { analyzer: "errors", subject: "all", statistic: 0.12 }, "now", "12.0 % of requests fail"],
  [
    "more positives than predicted",
    { analyzer: "decay", subject: "calibrationGap", effect: share(0.117) },
    "past",
    "positives were 11.7 points more frequent than predicted",
  ],
  ["fewer", { analyzer: "decay", subject: "calibrationGap", effect: share(-0.117) }, "now", "positives are 11.7 points rarer than predicted"],
  [
    "with the rates at hand: what turned out against what was predicted",
    { analyzer: "decay", subject: "calibrationGap", effect: share(0.117), evidence: { checks: [], observed: 0.391, predicted: 0.274 } },
    "past",
    "39.1 % turned out positive where the model predicted 27.4 %",
  ],
  [
    "a share of rows that fell, in points",
    { analyzer: "decay", subject: "accuracy", effect: share(0.101) },
    "past",
    "accuracy was 10.1 points worse than expected",
  ],
  ["a metric that fell", { analyzer: "decay", subject: "rocAuc", effect: share(0.08) }, "now", "ROC AUC is 0.0800 worse than expected"],
  ["stale training data", { analyzer: "decay", subject: "staleness" }, "now", "the training data are older than allowed"],
  ["latency", { analyzer: "load", subject: "latency", effect: effect(640, "ms") }, "past", "latency was worse by 640 ms than it should be"],
];
test.each(cases)("%s", (_, more, tense, expected) => {
  expect(describeChange(makeFinding(1, more), "training", tense).replaceAll("\u202f", " ")).toBe(expected);
});

const names: [string, string][] = [
  ["departure_delay", "departure delay"],
  ["rocAuc", "ROC AUC"],
  ["temperature", "temperature"],
];
test.each(names)("%s is said as %s", (name, words) => expect(inWords(name)).toBe(words));

const intervals: [string, Finding["effect"], string][] = [
  ["in the unit", effect(24.3, "°F"), "95 % 23.3 to 25.3 °F"],
  ["of shares", share(0.1), "95 % 9.0 to 11.0 %"],
  ["without width there is none", { value: 1, low: 1, high: 1, unit: "" }, ""],
  ["without an effect there is none", null, ""],
];
test("the interval of a metric's change is in points", () => expect(intervalText(share(0.1), "accuracy")).toBe("95 % 9.00 to 11.0 points"));
test.each(intervals)("interval %s", (_, given, expected) => expect(intervalText(given).replaceAll("\u202f", " ")).toBe(expected));
