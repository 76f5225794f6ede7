import type { Finding } from "../../../analyzers/findings/finding.ts";

const DAY = 86_400_000;
const START = Date.parse("2013-04-01T04:00:00Z");

/** A finding of the `day`-th day of April 2013 in New York; drift of temperature that is fine, unless said otherwise. */
export function makeFinding(day: number, more: Partial<Finding> = {}): Finding {
  const windowStart = START + (day - 1) * DAY;
  return {
    findingId: `${more.analyzer ?? "drift"}-${more.subject ?? "temperature"}-${day}`,
    revision: 0,
    analyzer: "drift",
    model: "m",
    version: "1",
    subject: "temperature",
    windowStart,
    windowEnd: windowStart + DAY,
    judgedTime: windowStart + DAY,
    verdict: "ok",
    material: false,
    severity: "none",
    cause: null,
    summary: "",
    statistic: 0.1,
    statisticName: "kolmogorov-smirnov",
    pValue: 0.4,
    threshold: 0.2,
    thresholdSource: "",
    effect: null,
    coverage: 1,
    rows: 470,
    evidence: { checks: [] },
    inputs: {},
    ...more,
  };
}

/** What makes a finding one that counts. */
export const bad: Partial<Finding> = { verdict: "drifted", material: true, severity: "warning", statistic: 0.5, pValue: 1e-6 };
