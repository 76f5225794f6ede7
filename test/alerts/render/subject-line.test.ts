import { describe, expect, test } from "vitest";
import { renderMessage } from "../../../alerts/render/message.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { aFinding } from "../a-finding.ts";
import { anAlert, BASE_URL } from "../an-alert.ts";

const week = {
  windowStart: Date.parse("2013-04-22T00:00-04:00"),
  windowEnd: Date.parse("2013-04-29T00:00-04:00"),
  judgedTime: Date.parse("2013-05-01T00:00-04:00"),
};
const decayed = (subject: string) => aFinding(0, { ...week, analyzer: "decay", verdict: "decayed", cause: "conceptDrift", severity: "critical", subject });
const drifted = (given: Partial<Finding> = {}) => aFinding(0, given);
const failing = (given: Partial<Finding>) => aFinding(0, { analyzer: "errors", verdict: "failing", ...given });
const subject = (findings: readonly Finding[], event: "firing" | "resolved" = "firing") =>
  renderMessage(anAlert(findings, event), event, BASE_URL, "America/New_York").subject;

describe("a message's subject: how bad, which model, what, since when", () => {
  const cases: [string, Finding[], string][] = [
    ["a decay", [decayed("calibrationGap"), decayed("accuracy")], "[critical] flight-delay: wrong more often than expected since 22 April"],
    ["training data of long ago", [decayed("staleness")], "[critical] flight-delay: training data older than allowed since 22 April"],
    ["one column", [drifted({ ...week, cause: "unitChange", subject: "temperature" })], "[warning] flight-delay: temperature changed unit since 22 April"],
    ["several columns", [drifted({ ...week, subject: "a" }), drifted({ ...week, subject: "b" })], "[warning] flight-delay: 2 columns shifted since 22 April"],
    ["failures", [failing({ ...week, subject: "badInput", cause: "malformedRequests" })], "[warning] flight-delay: requests fail (malformed) since 22 April"],
    [
      "load",
      [aFinding(0, { ...week, analyzer: "load", verdict: "degraded", subject: "latency", cause: "overload" })],
      "[warning] flight-delay: overloaded since 22 April",
    ],
  ];
  test.each(cases)("%s", (_, findings, expected) => expect(subject(findings)).toBe(expected));

  test("its end says so and is about the same", () =>
    expect(subject([drifted({ cause: "unitChange", subject: "temperature" })], "resolved")).toMatch(
      /^\[resolved\] flight-delay: temperature changed unit since /,
    ));

  test.each([
    ["a long name of a model", "m".repeat(200), "temperature"],
    ["a long name of a column", "flight-delay", "c".repeat(300)],
    ["both, of letters made of several signs", "👩‍👩‍👧".repeat(60), "e\u0301".repeat(200)],
  ])("%s: under 80 letters, none cut within, the day stays", (_, model, column) => {
    const text = subject([drifted({ ...week, model, subject: column, cause: "unitChange" })]);
    const letters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
    expect(letters.length).toBeLessThan(80);
    expect(text).toMatch(/^\[warning\] .+: .+ since 22 April$/);
    expect(text).not.toMatch(/\u200d…/);
  });
});
