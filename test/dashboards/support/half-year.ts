import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Window } from "../../../analyzers/windows/window.ts";
import { findingId } from "../../../analyzers/findings/finding-id.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { monitorConfig } from "../../../analyzers/monitoring/monitor-config.ts";
import { windowAt, windowsBetween } from "../../../analyzers/windows/window.ts";
import { modelSchema } from "../../../collector/events/model-schema.ts";
import type { WatchedModel } from "../../../dashboards/watched-model.ts";
import { readFlights, type Flight } from "./flights.ts";
import { judgeCategories, judgeNumbers, type Judged } from "./judge-column.ts";
import { normal, seeded } from "./random.ts";

const ZONE = "America/New_York";
const MODEL = "flight-delay";
const at = (text: string): number => Date.parse(text);

/** The demo's model, as a configuration watches it. */
export const flightDelay: WatchedModel = {
  schema: modelSchema.strip().parse(parse(readFileSync(new URL("../../../demo/models/flight-delay/1/model.yaml", import.meta.url), "utf8"))),
  config: monitorConfig.parse({ model: MODEL, timeZone: ZONE, baseline: { file: "demo/data/baseline.csv.gz" } }),
};

/** What was put in: Celsius for three days of May, a carrier's name for four days of March, half an hour without a model server, broken requests in June. */
export const INJECTED = {
  celsius: [at("2013-05-07T00:00-04:00"), at("2013-05-10T00:00-04:00")],
  renamed: [at("2013-03-20T00:00-04:00"), at("2013-03-24T00:00-04:00")],
  down: [at("2013-04-03T14:00-04:00"), at("2013-04-03T16:00-04:00")],
  malformed: [at("2013-06-12T10:00-04:00"), at("2013-06-12T13:00-04:00")],
  slow: [at("2013-05-28T16:00-04:00"), at("2013-05-28T19:00-04:00")],
} as const;

export const END = at("2013-07-01T00:00-04:00");
const START = at("2013-02-15T00:00-05:00");

const within = (time: number, [from, to]: readonly [number, number]): boolean => time >= from && time < to;

/** The live flights as they were sent, with the faults put in. */
export function sentFlights(): Flight[] {
  return readFlights("flights").map((flight) => {
    const values = { ...flight.values };
    if (within(flight.time, INJECTED.celsius)) values["temperature"] = String(((Number(values["temperature"]) - 32) * 5) / 9);
    if (within(flight.time, INJECTED.renamed) && values["carrier"] === "B6") values["carrier"] = "JBU";
    return { time: flight.time, values };
  });
}

/** A plausible half year of verdicts on the demo's own flights: spring comes, twice the data are wrong, one week decays, the model server fails and slows. Made for pages, not by the analyzers. */
export function halfYear(flights: readonly Flight[]): Finding[] {
  const days = byDay(flights);
  const windows = windowsBetween(START, END, "1d", ZONE);
  const baseline = readFlights("baseline").filter((_, index) => index % 4 === 0);
  const baselineDays = [...byDay(baseline).values()];
  const columns = [...flightDelay.schema.features, { name: "late_probability", type: "numeric" as const, unit: "" }];
  const drift = columns.flatMap(({ name, type, unit = "" }) => {
    const [numberReference, textReference] = [numbers(baseline, name), texts(baseline, name)];
    const judge = (rows: readonly Flight[]): Judged =>
      type === "numeric" ? judgeNumbers(numberReference, numbers(rows, name), unit) : judgeCategories(textReference, texts(rows, name));
    const limit =
      name === "temperature" || name === "dew_point"
        ? 0.72
        : 1.2 * Math.max(...baselineDays.filter((_, index) => index % 3 === 0).map((day) => judge(day).statistic));
    return windows.map((window) => driftFinding(name, window, (days.get(window.start) ?? []).length, judge(days.get(window.start) ?? []), limit));
  });
  return [...drift, ...decayFindings(), ...trafficFindings()];
}

/** Flights by the start of their local day. */
function byDay(flights: readonly Flight[]): Map<number, Flight[]> {
  const starts = new Map<number, number>();
  const hour = (time: number): number => Math.floor(time / 3_600_000) * 3_600_000;
  for (const { time } of flights) if (!starts.has(hour(time))) starts.set(hour(time), windowAt(time, "1d", ZONE).start);
  return Map.groupBy(flights, ({ time }) => starts.get(hour(time)) ?? 0);
}

function driftFinding(subject: string, window: Window, rows: number, judged: Judged, threshold: number): Finding {
  if (window.start === at("2013-06-03T00:00-04:00"))
    return finding("drift", subject, window, {
      verdict: "noData",
      summary: "Only 62 % of the requests served are at hand; 90 % are needed.",
      coverage: 0.62,
      rows,
    });
  const bad = judged.statistic > threshold;
  const cause = !bad
    ? null
    : subject === "temperature" && within(window.start, INJECTED.celsius)
      ? "unitChange"
      : subject === "carrier" && within(window.start, INJECTED.renamed)
        ? "renamedCategory"
        : "trueShift";
  return finding("drift", subject, window, {
    verdict: bad ? "drifted" : "ok",
    material: bad,
    severity: bad ? "warning" : "none",
    cause,
    rows,
    coverage: 0.998,
    statistic: judged.statistic,
    statisticName: judged.statisticName,
    threshold,
    thresholdSource: "baseline days",
    pValue: bad ? 2e-6 : 0.3,
    effect: judged.effect,
    summary: `${subject}: ${judged.statisticName} ${judged.statistic.toPrecision(3)}.`,
    evidence: {
      checks: [],
      distribution: judged.distribution,
      missing: judged.missing,
    },
  });
}

function decayFindings(): Finding[] {
  const random = seeded(7);
  return windowsBetween(windowAt(START, "1w", ZONE).end, END, "1w", ZONE).flatMap((window) => {
    const bad = window.start === at("2013-04-22T00:00-04:00");
    const predicted = 0.255 + 0.03 * normal(random);
    const observed = bad ? 0.391 : predicted + 0.008 * normal(random);
    const accuracy = bad ? 0.818 : 0.903 + 0.006 * normal(random);
    const around = (value: number, half: number) => ({ value, low: value - half, high: value + half });
    const common = {
      material: bad,
      severity: bad ? ("critical" as const) : ("none" as const),
      verdict: bad ? ("decayed" as const) : ("ok" as const),
      cause: bad ? ("conceptDrift" as const) : null,
      rows: 3150,
      coverage: 0.97,
      pValue: bad ? 1e-9 : 0.4,
    };
    return [
      finding("decay", "calibrationGap", window, {
        ...common,
        statistic: Math.abs(observed - predicted),
        statisticName: "gap",
        threshold: 0.05,
        effect: {
          ...around(observed - predicted, 0.016),
          unit: "share",
        },
        summary: `${(observed * 100).toFixed(1)} % of flights were late, ${(predicted * 100).toFixed(1)} % predicted.`,
        evidence: {
          checks: [],
          observed,
          predicted,
        },
      }),
      finding("decay", "accuracy", window, {
        ...common,
        statistic: Math.max(0, 0.897 - accuracy),
        statisticName: "loss",
        threshold: 0.05,
        effect: {
          ...around(0.897 - accuracy, 0.011),
          unit: "share",
        },
        summary: `Accuracy was ${accuracy.toFixed(3)}, ${(0.897).toFixed(3)} in training.`,
        evidence: {
          checks: [],
          realised: around(accuracy, 0.011),
          expected: 0.9,
          baseline: 0.897,
        },
      }),
    ];
  });
}

function trafficFindings(): Finding[] {
  return windowsBetween(START, END, "1h", ZONE).flatMap((window) => {
    const down = within(window.start, INJECTED.down);
    const malformed = within(window.start, INJECTED.malformed);
    const slow = within(window.start, INJECTED.slow);
    const share = (subject: string, bad: boolean, cause: Finding["cause"]): Finding =>
      finding("errors", subject, window, {
        verdict: bad ? "failing" : "ok",
        material: bad,
        severity: bad ? "critical" : "none",
        cause: bad ? cause : null,
        rows: 41,
        coverage: 1,
        statistic: bad ? 0.7 : 0.004,
        statisticName: "share failed",
        threshold: 0.05,
        effect: bad
          ? {
              value: 0.69,
              low: 0.58,
              high: 0.8,
              unit: "share",
            }
          : null,
        pValue: bad ? 1e-12 : 0.6,
        summary: bad ? "70 % of requests failed." : "Requests were answered.",
      });
    return [
      share("network", down, "upstreamDown"),
      share("badInput", malformed, "malformedRequests"),
      finding("load", "latency", window, {
        verdict: slow ? "degraded" : "ok",
        material: slow,
        severity: slow ? "warning" : "none",
        cause: slow ? "overload" : null,
        rows: 41,
        coverage: 1,
        statistic: slow ? 0.42 : 0.01,
        statisticName: "share over the objective",
        threshold: 0.1,
        effect: slow
          ? {
              value: 640,
              low: 580,
              high: 710,
              unit: "ms",
            }
          : null,
        pValue: null,
        summary: slow ? "The 95th percentile was 940 ms, over the objective of 500 ms." : "Within the objective.",
      }),
    ];
  });
}

function finding(analyzer: Finding["analyzer"], subject: string, window: Window, more: Partial<Finding>): Finding {
  const key = { model: MODEL, version: "1", analyzer, subject, windowStart: window.start, windowEnd: window.end };
  return {
    ...key,
    findingId: findingId(key),
    revision: 0,
    judgedTime: window.end,
    verdict: "ok",
    material: false,
    severity: "none",
    cause: null,
    summary: "",
    statistic: null,
    statisticName: "",
    pValue: null,
    threshold: null,
    thresholdSource: "",
    effect: null,
    coverage: 1,
    rows: 0,
    evidence: { checks: [] },
    inputs: {
      baseline: "training",
      window: [window.start, window.end],
    },
    ...more,
  };
}

const numbers = (flights: readonly Flight[], name: string): number[] =>
  flights.flatMap(({ time, values }) => {
    const cell = name === "late_probability" ? (values[name] ?? score(time, values)) : (values[name] ?? "");
    return cell === "" ? [] : [Number(cell)];
  });
const texts = (flights: readonly Flight[], name: string): string[] => flights.map(({ values }) => values[name] ?? "");

/** Something like the model's score: late departures arrive late. */
function score(time: number, values: Readonly<Record<string, string>>): string {
  const delay = Number(values["departure_delay"] || 30);
  return (1 / (1 + Math.exp(-(delay - 14 + ((time / 60_000) % 7)) / 7))).toFixed(4);
}
