import { describe, expect, test } from "vitest";
import { converted, conversionsTo } from "../../../analyzers/drift/causes/units.ts";
import { figure } from "../../../analyzers/statistics/figure.ts";
import { judgeWindows } from "../../../analyzers/drift/judge-windows.ts";
import type { Cause, Finding, Verdict } from "../../../analyzers/findings/finding.ts";
import { type Cell, type DayRows, monitoredOf, randomOf, windowOf } from "./synthetic.ts";

const ROWS = 150;

interface Change {
  readonly temperature?: (value: number) => Cell;
  readonly delay?: (value: number) => Cell;
  readonly amount?: (value: number) => Cell;
  readonly carrier?: (level: string) => Cell;
}

function day(seed: number, change: Change = {}): DayRows {
  const random = randomOf(seed * 7919);
  const keep = (value: Cell): Cell => value;
  const { temperature = keep, delay = keep, amount = keep, carrier = keep } = change;
  const [warmth, jam] = [35 + 6 * random.normal(), Math.exp(0.3 * random.normal())];
  const rows = (draw: () => Cell): Cell[] => Array.from({ length: ROWS }, draw);
  return {
    temperature: rows(() => temperature(warmth + 3 * random.normal())),
    delay: rows(() => delay(20 * jam * Math.exp(0.5 * random.normal()))),
    amount: rows(() => amount(Math.exp(2 + random.normal()))),
    carrier: rows(() => carrier(["a", "a", "a", "b", "b", "c"][Math.floor(random.uniform() * 6)] ?? "a")),
  };
}

const monitored = monitoredOf(
  Array.from({ length: 45 }, (_, number) => day(number + 1)),
  {},
  { temperature: "°F", delay: "min" },
);

/** The last day's finding on a column, with unchanged days before it. */
function judge(changes: readonly Change[], subject: string): Finding {
  const windows = changes.map((change, number) => windowOf(monitored, day(1000 + number, change), 60 + number));
  const found = judgeWindows(monitored, windows, windows.length - 1, 0).find((finding) => finding.subject === subject);
  if (found === undefined) throw new Error(`no finding on ${subject}`);
  return found;
}

const same: Change = {};
const warmer = (by: number): Change => ({ temperature: (value) => value + by });

describe("verdict and cause of the last day", () => {
  const cases: readonly [string, readonly Change[], string, Verdict, Cause | null][] = [
    ["nothing changed: ok", [same, same], "temperature", "ok", null],
    ["Celsius for Fahrenheit at once: unitChange", [same, { temperature: (value) => (value - 32) / 1.8 }], "temperature", "drifted", "unitChange"],
    ["kelvin for Fahrenheit: unitChange", [same, { temperature: (value) => (value + 459.67) / 1.8 }], "temperature", "drifted", "unitChange"],
    ["seconds for minutes: unitChange", [same, { delay: (value) => value * 60 }], "delay", "drifted", "unitChange"],
    ["a hundred times, no unit declared: unitChange", [same, { amount: (value) => value * 100 }], "amount", "drifted", "unitChange"],
    [
      "a unit change that lasts stays one",
      [same, ...Array.from({ length: 3 }, () => ({ delay: (value: number) => value * 60 }))],
      "delay",
      "drifted",
      "unitChange",
    ],
    ["warmer by degrees: trueShift", [same, warmer(11), warmer(22), warmer(33), warmer(44)], "temperature", "drifted", "trueShift"],
    ["warmer at once and for three days: trueShift", [same, warmer(45), warmer(45), warmer(45)], "temperature", "drifted", "trueShift"],
    ["warmer at once and for two days: no cause is named yet", [same, warmer(45), warmer(45)], "temperature", "drifted", null],
    ["one hot day: no cause is named", [same, warmer(45)], "temperature", "drifted", null],
    ["values stop: nullSurge", [same, { temperature: () => null }], "temperature", "drifted", "nullSurge"],
    ["half of the values stop: nullSurge", [same, { amount: (value) => (value > 7.4 ? null : value) }], "amount", "drifted", "nullSurge"],
    ["b is called bee: renamedCategory", [same, { carrier: (level) => (level === "b" ? "bee" : level) }], "carrier", "drifted", "renamedCategory"],
    [
      "a level that another swallows for days: trueShift",
      [same, ...Array.from({ length: 3 }, () => ({ carrier: (level: string) => (level === "a" ? "b" : level) }))],
      "carrier",
      "drifted",
      "trueShift",
    ],
  ];
  test.each(cases)("%s", (_, changes, subject, verdict, cause) => {
    const finding = judge(changes, subject);
    expect([finding.verdict, finding.cause]).toEqual([verdict, cause]);
    expect(finding.material).toBe(verdict === "drifted");
    expect(finding.summary.startsWith(subject)).toBe(true);
  });

  test("columns that did not change stay ok beside one that did", () => {
    for (const subject of ["delay", "amount", "carrier"]) expect(judge([same, warmer(45)], subject).verdict).toBe("ok");
  });
});

describe("a finding says", () => {
  const cold = judge([same, { temperature: (value) => (value - 32) / 1.8 }], "temperature");

  test("how far the mean moved, in the column's unit, with an interval that holds it", () => {
    expect(cold.effect?.unit).toBe("°F");
    expect(cold.effect && cold.effect.low < cold.effect.value && cold.effect.value < cold.effect.high).toBe(true);
    expect(cold.summary).toMatch(
      /^temperature is [\d.]+ °F lower on average than in training \(−?[\d.]+ against [\d.]+; 95 % −[\d.]+ to −[\d.]+\); the values seem to be °C instead of °F\.$/,
    );
  });

  test("its threshold, where it came from, every check, and what it could have seen", () => {
    expect(cold.statistic).toBeGreaterThan(cold.threshold ?? Infinity);
    expect(cold.thresholdSource).toMatch(/^sampling of both sides, and how windows differ by 45 of the baseline and a prior \([\d.]+ standard deviations\)$/);
    expect(cold.evidence.checks.map((check) => check.check)).toEqual(["wasserstein", "kolmogorov-smirnov", "range", "repeats", "missing"]);
    expect(cold.evidence["smallestShift"]).toMatchObject({ unit: "°F" });
    expect(JSON.stringify(cold)).not.toMatch(/NaN|Infinity/);
  });

  test("both distributions over the same 40 bins, shares and tails adding up to one", () => {
    const chart = cold.evidence.distribution;
    if (chart?.kind !== "numeric") throw new Error("no numeric chart");
    expect([chart.edges.length, chart.reference.length, chart.current.length]).toEqual([41, 40, 40]);
    for (const side of ["reference", "current"] as const)
      expect([...chart[side], ...chart.tails[side]].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });
});

describe("what the spread between days is known from, the finding says", () => {
  test.each([
    [10, "sampling of both sides, and how windows differ by 10 of the baseline and a prior"],
    [1, "sampling of both sides, and a stated prior for how windows differ, which this baseline cannot teach (0.190 standard deviations)"],
  ] as const)("%d days", (days, source) => {
    const short = monitoredOf(
      Array.from({ length: days }, (_, number) => day(number + 1)),
      {},
      {},
    );
    const [finding] = judgeWindows(short, [windowOf(short, day(2000), 60)], 0, 0).filter((one) => one.subject === "amount");
    expect(finding?.thresholdSource.startsWith(source)).toBe(true);
    expect(finding?.verdict).toBe("ok");
  });
});

test("too few rows are noData", () => {
  const few = { temperature: [30, 31], delay: [20, 20], amount: [5, 5], carrier: ["a", "b"] };
  const found = judgeWindows(monitored, [windowOf(monitored, few, 60)], 0, 0);
  expect(found.map((finding) => finding.verdict)).toEqual(["noData", "noData", "noData", "noData"]);
  expect(found[0]?.summary).toBe("temperature cannot be judged: only 2 rows, 50 needed.");
});

describe("conversions to the declared unit", () => {
  const cases: readonly [string, string, number, number][] = [
    ["°F", "°C instead of °F", 100, 212],
    ["°F", "K instead of °F", 273.15, 32],
    ["celsius", "°F instead of °C", 212, 100],
    ["mi", "km instead of mi", 1.609344, 1],
    ["mph", "km/h instead of mph", 1.609344, 1],
    ["in", "mm instead of in", 25.4, 1],
    ["hPa", "inHg instead of hPa", 29.92, 1013.2],
    ["minutes", "s instead of min", 90, 1.5],
  ];
  test.each(cases)("%s: %s", (unit, seems, sent, expected) => {
    const conversion = conversionsTo(unit).find((one) => one.seems === seems);
    expect(conversion === undefined ? null : converted(conversion, sent)).toBeCloseTo(expected, 1);
  });
  test("none declared: powers of ten", () => expect(conversionsTo(null).map((conversion) => Math.round(converted(conversion, 1000)))).toContain(10));
});

test.each([
  [-3.1234, "−3.12"],
  [28.06, "28.1"],
  [1234.5, "1235"],
  [0, "0"],
  [-0.0000001, "−1.00 × 10⁻⁷"],
] as const)("the figure of %d is %s", (value, text) => expect(figure(value)).toBe(text));
