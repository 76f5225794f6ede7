import { expect, test } from "vitest";
import { renderSummary } from "../../demo/render-summary.ts";
import type { Summary, SummaryFinding } from "../../demo/summary.ts";

const finding = (given: Partial<SummaryFinding>): SummaryFinding => ({
  analyzer: "errors",
  model: "m",
  subject: "all",
  verdict: "failing",
  cause: "upstreamDown",
  since: "2013-05-16T21:00:00.000Z",
  until: "2013-05-16T22:00:00.000Z",
  injected: true,
  severity: "critical",
  summary: "all failed",
  ...given,
});

const summary: Summary = {
  url: "http://127.0.0.1:8090/",
  served: 63222,
  captured: 63222,
  stored: 63222,
  failed: 153,
  labels: 61375,
  findings: [
    finding({}),
    finding({
      subject: "network",
      summary: "none reached the server",
    }),
    finding({
      analyzer: "decay",
      subject: "logLoss",
      cause: "conceptDrift",
      since: "2013-04-22T04:00:00.000Z",
      until: "2013-04-29T04:00:00.000Z",
      injected: false,
      summary: "log loss rose",
    }),
    finding({
      analyzer: "decay",
      subject: "calibrationGap",
      cause: "conceptDrift",
      since: "2013-04-22T04:00:00.000Z",
      until: "2013-04-29T04:00:00.000Z",
      injected: false,
      summary: "39 % for 27 %",
    }),
    finding({
      analyzer: "drift",
      subject: "temperature",
      cause: "trueShift",
      since: "2013-05-10T04:00:00.000Z",
      until: null,
      injected: false,
      summary: "warmer",
    }),
  ],
  alerts: [
    {
      name: "a",
      severity: "critical",
      state: "firing",
    },
  ],
  notifications: [
    {
      channel: "email",
      status: "delivered",
    },
    {
      channel: "email",
      status: "delivered",
    },
  ],
  ledger: {
    served: 63375,
    captured: 63375,
    sampledOut: 0,
    dropped: 0,
    lostBeforeLog: 0,
    servedTwice: 0,
  },
};

test("one line an incident, in the order of time, days in the model's zone, the finding that says most first", () => {
  expect(renderSummary(summary, "America/New_York").split("\n")).toEqual([
    "http://127.0.0.1:8090/",
    "63,222 rows served, 63,222 captured, 63,222 stored; 153 requests failed; 61,375 labels.",
    "22 Apr – 28 Apr 39 % for 27 %",
    "10 May – now    warmer",
    "16 May          none reached the server (injected)",
    "3 incidents in all, on the page; 1 alert, 1 still firing; sent: 2 email delivered.",
    "",
  ]);
});
