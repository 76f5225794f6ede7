import { describe, expect, test } from "vitest";
import { analyzerBudget } from "../../../analyzers/monitoring/budget.ts";
import type { DaySums, DecayWindow } from "../../../analyzers/decay/decay-window.ts";
import { judgeDecay } from "../../../analyzers/decay/judge-decay.ts";
import { seededRandom } from "../../../analyzers/statistics/random.ts";
import type { Judgement } from "../../../analyzers/findings/make-finding.ts";
import { DAY_MS, dayEffects, monitoredWith, simulateRows, sumsOf } from "./simulate.ts";

const WEEK_MS = 7 * DAY_MS;
const START = Date.UTC(2024, 2, 4);
const BASELINE_DAYS = 46;
const ROWS = 470;

interface Simulation {
  readonly seed: number;
  readonly deviation?: number;
  readonly shift?: number;
  readonly spread?: number;
  readonly rows?: number;
  readonly decay?: Readonly<Record<string, unknown>>;
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly captured?: number;
}

/** A baseline and the week that follows it, days clustered, of the demo's size. */
function simulate({ seed, deviation = 0.05, shift = 0, spread = 3, rows = ROWS, decay = {}, schema = {}, captured = 100 }: Simulation): DecayWindow {
  const random = seededRandom(seed);
  const effects = dayEffects(BASELINE_DAYS + 7, deviation, 0.3, random);
  const baseline = effects.slice(0, BASELINE_DAYS).map((effect) => sumsOf(simulateRows(ROWS, effect, random)));
  const days: readonly DaySums[] = effects
    .slice(BASELINE_DAYS)
    .map((effect, day) => ({ day: START + day * DAY_MS, window: START, sums: sumsOf(simulateRows(rows, effect + shift, random, spread)) }));
  const window = { start: START, end: START + WEEK_MS };
  const books = { predicted: rows * 7, served: 100, captured, sampledOut: 0 };
  return {
    monitored: monitoredWith(baseline, decay, schema),
    window,
    labelsUntil: window.end,
    books,
    days,
    history: days,
    cohorts: [],
    alpha: analyzerBudget(1, WEEK_MS),
  };
}

const bySubject = (judgements: readonly Judgement[], subject: string): Judgement => {
  const found = judgements.find((judgement) => judgement.subject === subject);
  if (found === undefined) throw new Error(`no finding on ${subject}`);
  return found;
};

describe("a false-alarm budget that holds with clustered days", () => {
  test("weeks called decayed, of 200 quiet ones with nothing too small to matter: at most the budget and three standard errors", () => {
    const runs = 200;
    const weeks = Array.from({ length: runs }, (_, seed) => judgeDecay(simulate({ seed: seed + 1, decay: { minEffect: 0 } })));
    const alarms = weeks.filter((judgements) => judgements.some(({ verdict }) => verdict === "decayed")).length;
    const budget = analyzerBudget(1, WEEK_MS);
    expect(alarms / runs).toBeLessThanOrEqual(budget + 3 * Math.sqrt((budget * (1 - budget)) / runs));
  }, 240_000);

  test("a gap of 12 points at 3,300 rows a week is called in at least 45 of 50 weeks, and critical", () => {
    const weeks = Array.from({ length: 50 }, (_, seed) => bySubject(judgeDecay(simulate({ seed: seed + 5000, shift: 0.12 })), "calibrationGap"));
    const called = weeks.filter(({ verdict, material, cause }) => verdict === "decayed" && material && cause === "calibrationMoved");
    expect(called.length).toBeGreaterThanOrEqual(45);
    expect(called.filter(({ severity }) => severity === "critical").length).toBeGreaterThan(25);
  });
});

describe("what one week's verdicts say", () => {
  test("a fall of accuracy that the scores announce (base rate nearer one half) is no decay", () => {
    const accuracy = bySubject(judgeDecay(simulate({ seed: 3, deviation: 0.01, spread: 1 })), "accuracy");
    const { baseline, realised } = accuracy.evidence as unknown as { baseline: number; realised: { value: number } };
    expect(realised.value).toBeLessThan(baseline - 0.02);
    expect(accuracy.verdict).toBe("ok");
  });

  test("the gap's interval holds its value, and its finding says what it was judged by", () => {
    const gap = bySubject(judgeDecay(simulate({ seed: 4, shift: 0.15 })), "calibrationGap");
    expect(gap).toMatchObject({ verdict: "decayed", statisticName: "t of observed minus expected rate", rows: 3290, coverage: 1 });
    expect(gap.effect?.low).toBeGreaterThan(0);
    expect(gap.effect?.high).toBeGreaterThan(gap.effect?.value ?? Infinity);
    expect(gap.pValue).toBeLessThanOrEqual(gap.threshold ?? 0);
    expect(gap.summary).toMatch(
      /^\d+\.\d % observed positive where the model predicts \d+\.\d %, and rows with such scores had \d+\.\d % in the baseline: .* that their scores do not explain; rows with the same score .*\.$/,
    );
    expect(gap.thresholdSource).toContain("46 labelled days");
    expect(gap.inputs).toMatchObject({ baseline: { id: "b" } });
  });

  test("the error stream: a lasting shift is called on its day; a quiet week is not", () => {
    expect(bySubject(judgeDecay(simulate({ seed: 8, deviation: 0.02, shift: 0.15 })), "errorStream").verdict).toBe("decayed");
    expect(bySubject(judgeDecay(simulate({ seed: 8, deviation: 0.02 })), "errorStream").verdict).toBe("ok");
  });

  test("a shift that is significant but under minEffect is ok and not material", () => {
    const gap = bySubject(judgeDecay(simulate({ seed: 9, deviation: 0, shift: 0.06, decay: { minEffect: 0.2 } })), "calibrationGap");
    expect(gap).toMatchObject({ verdict: "ok", material: false, severity: "none" });
    expect(gap.summary).toContain("too little to matter");
  });

  test("the same input gives the same verdicts", () => {
    expect(judgeDecay(simulate({ seed: 10 }))).toEqual(judgeDecay(simulate({ seed: 10 })));
  });
});

describe("the window's budget", () => {
  test("Holm's checks and the error stream share it: nine parts, none spent twice", () => {
    const alpha = analyzerBudget(1, WEEK_MS);
    const quiet = judgeDecay(simulate({ seed: 10, deviation: 0.01 }));
    const checked = quiet.filter(({ pValue }) => pValue !== null);
    expect(checked.map(({ threshold }) => threshold)).toEqual(checked.map(() => expect.closeTo(alpha / 9, 12) as number));
    expect(checked).toHaveLength(8);
    expect(bySubject(quiet, "errorStream").thresholdSource).toContain(`probability ${(alpha / 9).toPrecision(2)} a window`);
    const bad = judgeDecay(simulate({ seed: 10, shift: 0.3 })).filter(({ pValue }) => pValue !== null);
    expect(Math.max(...bad.map(({ threshold }) => threshold ?? 0))).toBeLessThanOrEqual((8 / 9) * alpha + 1e-12);
  });

  test("a loss whose interval touches 0 is no decay, though its p-value passes", () => {
    const weeks = Array.from({ length: 40 }, (_, seed) =>
      judgeDecay({ ...simulate({ seed: seed + 1, deviation: 0.02, shift: 0.02, decay: { minEffect: 0 } }), alpha: 0.5 }),
    );
    const passed = weeks.flat().filter(({ pValue, threshold, subject }) => subject !== "calibrationGap" && pValue !== null && pValue <= (threshold ?? 0));
    const touching = passed.filter(({ effect }) => (effect?.low ?? 0) <= 0);
    expect(touching.length).toBeGreaterThan(0);
    expect(touching.map(({ verdict }) => verdict)).toEqual(touching.map(() => "ok"));
  });
});

describe("a baseline without labels", () => {
  const shifted = simulate({ seed: 31, deviation: 0.01, shift: 0.2 });
  const before = (days: number): readonly DaySums[] => {
    const random = seededRandom(5);
    return Array.from({ length: days }, (_, day) => ({ day: START - (days - day) * DAY_MS, window: 0, sums: sumsOf(simulateRows(ROWS, 0, random)) }));
  };
  const judged = (days: number): readonly Judgement[] =>
    judgeDecay({ ...shifted, monitored: monitoredWith(null), history: [...before(days), ...shifted.days] });

  test("the eight days before the window are what is usual, its own are not", () => {
    const gap = bySubject(judged(8), "calibrationGap");
    expect(gap).toMatchObject({ verdict: "decayed" });
    expect(gap.thresholdSource).toContain("8 labelled days of traffic before the window");
  });

  test("seven are too few, whatever the window has itself", () => {
    expect(bySubject(judged(7), "labels")).toMatchObject({ verdict: "noData" });
  });
});

describe("no data, with the reason", () => {
  test.each([
    ["under minLabelled", { rows: 12 }, "only 84 labelled rows; 200 needed"],
    ["coverage under minCoverage", { captured: 50 }, "50.0 % of the requests to capture were captured; 90.0 % needed"],
    ["no score and no prediction column", { schema: { score: undefined } }, "neither a score nor a prediction column"],
  ])("%s", (_, simulation, reason) => {
    const judgements = judgeDecay(simulate({ seed: 1, ...simulation }));
    expect(judgements.map(({ subject }) => subject)).toEqual(["labels"]);
    expect(bySubject(judgements, "labels")).toMatchObject({ verdict: "noData", material: false });
    expect(bySubject(judgements, "labels").summary).toContain(reason);
  });

  test("no labelled baseline and no traffic before", () => {
    const input = simulate({ seed: 1 });
    const judgements = judgeDecay({ ...input, monitored: monitoredWith(null) });
    expect(bySubject(judgements, "labels").summary).toContain("8 labelled days");
  });
});

describe("staleness: age of the training data at the window's end, 26 weeks allowed", () => {
  test.each([
    ["2023-09-11", "ok", false],
    // A date stands for its end: 182 days before 11 March, to the day.
    ["2023-09-10", "ok", false],
    ["2023-09-09", "decayed", true],
  ])("trained to %s: %s", (to, verdict, material) => {
    const judgements = judgeDecay(simulate({ seed: 1, schema: { trainedOn: { from: "2023-01-01", to } } }));
    expect(bySubject(judgements, "staleness")).toMatchObject({ verdict, material, severity: material ? "warning" : "none" });
  });
});

describe("tasks without probabilities are held against the baseline", () => {
  test.each([
    ["multiclass", "accuracy"],
    ["regression", "mae"],
  ])("%s: %s falls when labels move, and stays on quiet weeks", (task, subject) => {
    const schema = { task, prediction: "class" };
    expect(bySubject(judgeDecay(simulate({ seed: 21, deviation: 0.01, shift: 0.35, schema })), subject).verdict).toBe("decayed");
    expect(bySubject(judgeDecay(simulate({ seed: 21, deviation: 0.01, schema })), subject).verdict).toBe("ok");
  });
});
