import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Analyzer, Monitored } from "../../../analyzers/monitoring/analyzer.ts";
import { saveBaseline } from "../../../analyzers/baseline/baselines.ts";
import { driftAnalyzer } from "../../../analyzers/drift/analyzer.ts";
import { loadEpisodes, loadFindings } from "../../../analyzers/findings/findings.ts";
import { makeFinding } from "../../../analyzers/findings/make-finding.ts";
import { createRunner } from "../../../analyzers/monitoring/runner.ts";
import { ReplayClock } from "../../../collector/clock.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { DAY, type DayRows, monitoredOf, randomOf, START } from "../drift/synthetic.ts";

const ROWS = 80;
const LATENESS = 300_000;
const FIRST = START + 45 * DAY;

let clickhouse: TestClickHouse;
let store: Store;
let monitored: Monitored;
let model = 0;

beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  store = clickhouse.store;
});
afterAll(() => clickhouse[Symbol.asyncDispose]());

/** Fahrenheit by the hour of a cold season, and a carrier. */
function day(seed: number, change: (temperature: number) => number | null = (temperature) => temperature, rename = "b"): DayRows {
  const random = randomOf(seed);
  const warmth = 35 + 5 * random.normal();
  return {
    temperature: Array.from({ length: ROWS }, () => change(warmth + 2 * random.normal())),
    carrier: Array.from({ length: ROWS }, () => (random.uniform() < 0.7 ? "a" : rename)),
  };
}

beforeEach(async () => {
  const name = `m${++model}`;
  const made = monitoredOf(
    Array.from({ length: 45 }, (_, number) => day(number)),
    {},
    { temperature: "°F" },
  );
  monitored = { config: { ...made.config, model: name }, schema: { ...made.schema, name }, baseline: { ...made.baseline, model: name } };
  await saveBaseline(store, monitored.baseline, FIRST);
});

/** Sends a day's rows as the collector would store them, `number` days after FIRST, one a minute; `received`: when they came. */
async function serve(
  rows: DayRows,
  number: number,
  options: { readonly received?: number; readonly from?: number; readonly served?: number } = {},
): Promise<void> {
  const { received, from = 0, served } = options;
  const each = Array.from({ length: ROWS }, (_, row) => {
    const event_time = FIRST + number * DAY + (row + from) * 60_000;
    const common = {
      event_time,
      received_time: received ?? event_time,
      model: monitored.config.model,
      version: "1",
      variant: "",
      request_id: `${number}/${from}/${row}`,
    };
    const [temperature, carrier] = [rows["temperature"]?.[row] ?? null, rows["carrier"]?.[row] ?? null];
    return {
      inference: {
        ...common,
        row_number: 0,
        feature_numbers: temperature === null ? {} : { temperature },
        feature_categories: carrier === null ? {} : { carrier },
        feature_vectors: {},
        missing_features: temperature === null ? ["temperature"] : [],
        prediction_numbers: {},
        prediction_categories: {},
      },
      request: {
        ...common,
        trace_id: "",
        protocol: "json",
        node: "n",
        status: 200,
        error_class: "",
        error_message: "",
        total_ms: 1,
        upstream_ms: 1,
        queue_ms: 0,
        compute_ms: 0,
        rows: 1,
        request_bytes: 1,
        response_bytes: 1,
        in_flight: 1,
      },
    };
  });
  await store.insert(
    "inferences",
    each.map((one) => one.inference),
  );
  await store.insert(
    "requests",
    each.map((one) => one.request),
  );
  if (served === undefined) return;
  const minute = (FIRST + number * DAY) / 1000;
  await store.insert("ledger", [
    {
      minute,
      model: monitored.config.model,
      node: "n",
      producer: "p",
      served,
      captured: ROWS,
      sampled_out: 0,
      dropped: { outboxFull: served - ROWS },
      lost_before_log: 0,
    },
  ]);
}

function runnerAt(clock: ReplayClock, analyzer: Analyzer = driftAnalyzer) {
  return createRunner({ store, monitored: [monitored], analyzers: [analyzer], clock });
}

/** Takes the place of decay; its findings say until when labels were asked for. */
const labelCounter: Analyzer = {
  name: "decay",
  schedule: () => ({ window: "1d", delayMs: LATENESS }),
  judge: (of, windows, _, now, asked) =>
    Promise.resolve(
      windows.map((window) =>
        makeFinding("decay", of, window, now, {
          subject: "labels",
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
          rows: asked?.labelsUntil ?? 0,
          evidence: { checks: [] },
          inputs: {},
        }),
      ),
    ),
};

const celsius = (value: number): number => (value - 32) / 1.8;
const dayEnd = (number: number): number => FIRST + (number + 1) * DAY + LATENESS;
const findings = () => loadFindings(store, { model: monitored.config.model });

test("a window is judged once, when its end and the lateness allowed have passed", async () => {
  await serve(day(100), 0);
  const clock = new ReplayClock(dayEnd(0) - 1);
  const runner = runnerAt(clock);
  expect(await runner.runUntilCaughtUp()).toBe(0);
  clock.advanceTo(dayEnd(0));
  expect(await runner.runUntilCaughtUp()).toBe(1);
  expect(await runner.runUntilCaughtUp()).toBe(0);
  expect((await findings()).map(({ subject, verdict, rows, coverage }) => [subject, verdict, rows, coverage])).toEqual([
    ["carrier", "ok", ROWS, 1],
    ["temperature", "ok", ROWS, 1],
  ]);
});

test("without traffic there is nothing to judge", async () => {
  expect(await runnerAt(new ReplayClock(dayEnd(9))).runUntilCaughtUp()).toBe(0);
});

test("Celsius for Fahrenheit is a unit change, a new name a renamed category, values that stop a null surge; each an episode of its day", async () => {
  const days = [
    day(100),
    day(101, celsius),
    day(102),
    day(103),
    day(104),
    day(105, (value) => value, "bee"),
    day(106),
    day(107),
    day(108),
    day(119, () => null),
    day(110),
  ];
  for (const [number, rows] of days.entries()) await serve(rows, number);
  await runnerAt(new ReplayClock(dayEnd(10))).runUntilCaughtUp();
  const episodes = await loadEpisodes(store, dayEnd(10), { model: monitored.config.model });
  expect(episodes.map(({ subject, cause, since, until }) => [subject, cause, (since - FIRST) / DAY, until === null ? null : (until - FIRST) / DAY])).toEqual([
    ["temperature", "unitChange", 1, 2],
    ["carrier", "renamedCategory", 5, 6],
    ["temperature", "nullSurge", 9, null],
  ]);
  expect(episodes[0]?.summary).toMatch(/^temperature is \d+\.\d °F lower on average than in training \(.*\); the values seem to be °C instead of °F\.$/);
});

test("windows judged one by one and all at once get the same findings", async () => {
  for (let number = 0; number < 5; number++) await serve(day(200 + number, number >= 2 ? (value) => value + 12 * number : undefined), number);
  const clock = new ReplayClock(FIRST);
  const runner = runnerAt(clock);
  for (let number = 0; number < 5; number++) {
    clock.advanceTo(dayEnd(number));
    await runner.runUntilCaughtUp();
  }
  const byTurns = await findings();
  await store.command("TRUNCATE TABLE judged_windows");
  await store.command("TRUNCATE TABLE findings");
  await runnerAt(new ReplayClock(dayEnd(4))).runUntilCaughtUp();
  expect(await findings()).toEqual(byTurns);
  expect(new Set(byTurns.map(({ windowEnd, judgedTime }) => judgedTime - windowEnd))).toEqual(new Set([LATENESS]));
  expect(byTurns.filter((finding) => finding.subject === "temperature").at(-1)?.cause).toBe("trueShift");
});

test("after a crash between findings and mark the window is judged again, with nothing twice", async () => {
  await serve(day(100), 0);
  let calls = 0;
  const failing: Store = {
    ...store,
    insert: (table, rows, options) => (table === "judged_windows" && calls++ === 0 ? Promise.reject(new Error("killed")) : store.insert(table, rows, options)),
  };
  const clock = new ReplayClock(dayEnd(0));
  const crashing = createRunner({ store: failing, monitored: [monitored], analyzers: [driftAnalyzer], clock });
  await expect(crashing.runUntilCaughtUp()).rejects.toThrow("killed");
  expect(await findings()).toHaveLength(2);
  expect(await runnerAt(clock).runUntilCaughtUp()).toBe(1);
  expect(await findings()).toHaveLength(2);
});

test("rows that come after their window was judged have it judged again in the next round, as the next revision, whatever the window's length", async () => {
  await serve(day(100), 0);
  const clock = new ReplayClock(dayEnd(0));
  const runner = runnerAt(clock);
  await runner.runUntilCaughtUp();
  await serve(day(101, celsius), 0, { from: 300 });
  expect(await runner.runUntilCaughtUp()).toBe(1);
  const [temperature] = (await findings()).filter((finding) => finding.subject === "temperature" && finding.windowStart === FIRST);
  expect([temperature?.revision, temperature?.rows]).toEqual([1, 2 * ROWS]);
  expect(await runner.runUntilCaughtUp()).toBe(0);
});

test("rows that come while a round runs, or while no analyzer does, are found as well", async () => {
  await serve(day(100), 0);
  const clock = new ReplayClock(dayEnd(0));
  let came = false;
  const busy: Store = {
    ...store,
    async insert(table, rows, options) {
      if (table === "findings" && !came) {
        came = true;
        await serve(day(101), 0, { from: 300 });
      }
      await store.insert(table, rows, options);
    },
  };
  await createRunner({ store: busy, monitored: [monitored], analyzers: [driftAnalyzer], clock }).runUntilCaughtUp();
  // Another process, later.
  expect(await runnerAt(clock).runUntilCaughtUp()).toBe(1);
  expect((await findings()).map(({ revision, rows }) => [revision, rows])).toEqual([
    [1, 2 * ROWS],
    [1, 2 * ROWS],
  ]);
});

test("a judging that broke off is made up for", async () => {
  await serve(day(100), 0);
  const clock = new ReplayClock(dayEnd(0));
  let broken = true;
  const failing: Store = {
    ...store,
    insert: (table, rows, options) => (broken && table === "findings" ? Promise.reject(new Error("away")) : store.insert(table, rows, options)),
  };
  broken = false;
  const runner = createRunner({ store: failing, monitored: [monitored], analyzers: [driftAnalyzer], clock });
  await runner.runUntilCaughtUp();
  await serve(day(101), 0, { from: 300 });
  broken = true;
  await expect(runner.runUntilCaughtUp()).rejects.toThrow("away");
  broken = false;
  expect(await runner.runUntilCaughtUp()).toBe(1);
});

test("late rows are looked for as far back as lateHorizon; traffic older than the first judged window is judged too", async () => {
  await serve(day(100), 9);
  const clock = new ReplayClock(dayEnd(9));
  const short = { ...monitored, config: { ...monitored.config, lateHorizon: 5 * DAY } };
  const runner = createRunner({ store, monitored: [short], analyzers: [driftAnalyzer], clock });
  expect(await runner.runUntilCaughtUp()).toBe(1);
  for (let number = 0; number < 9; number++) await serve(day(101 + number), number);
  // Those that begin within the horizon, five days before now: days 6 to 8.
  expect(await runner.runUntilCaughtUp()).toBe(3);
  expect(await runner.runUntilCaughtUp()).toBe(0);
  await serve(day(150), 3, { from: 300 });
  await serve(day(151), 9, { from: 300 });
  clock.advanceTo(dayEnd(9) + 1000);
  expect(await runner.runUntilCaughtUp()).toBe(1);
});

test("labels that come late have their window judged again, with the labels known by then", async () => {
  const labelled = { ...monitored, config: { ...monitored.config, decay: { ...monitored.config.decay, window: "1d" as const, minLabelled: 1 } } };
  await serve(day(100), 0);
  const clock = new ReplayClock(dayEnd(2));
  const runner = createRunner({ store, monitored: [labelled], analyzers: [labelCounter], clock });
  expect(await runner.runUntilCaughtUp()).toBe(3);
  expect((await findings()).map(({ rows }) => rows)).toEqual([0, 0, 0]);
  await store.insert("labels", [
    { model: labelled.config.model, request_id: "0/0/0", row_number: 0, label: "1", observed_time: dayEnd(2), received_time: dayEnd(2), source: "test" },
  ]);
  expect(await runner.runUntilCaughtUp()).toBe(1);
  expect((await findings()).map(({ rows, revision, windowStart }) => [(windowStart - FIRST) / DAY, rows, revision])).toEqual([
    [0, dayEnd(2), 1],
    [1, 0, 0],
    [2, 0, 0],
  ]);
  expect(await runner.runUntilCaughtUp()).toBe(0);
});

test("under the coverage needed the verdict is noData and says why", async () => {
  await serve(day(101, celsius), 0, { served: ROWS * 2 });
  await runnerAt(new ReplayClock(dayEnd(0))).runUntilCaughtUp();
  const all = await findings();
  expect(all.map(({ verdict, material, coverage }) => [verdict, material, coverage])).toEqual([
    ["noData", false, 0.5],
    ["noData", false, 0.5],
  ]);
  expect(all[0]?.summary).toBe("carrier cannot be judged: only 50.0 % of the traffic is at hand, 90.0 % needed.");
});

test("a day without rows is noData, not ok", async () => {
  await serve(day(100), 0);
  await serve(day(102), 2);
  await runnerAt(new ReplayClock(dayEnd(2))).runUntilCaughtUp();
  expect((await findings()).filter((finding) => finding.subject === "carrier").map((finding) => finding.verdict)).toEqual(["ok", "noData", "ok"]);
});

test("a long pause is caught up in goes of 64 windows, each window once", async () => {
  await serve(day(100), 0);
  const goes: number[][] = [];
  const recording: Analyzer = {
    ...labelCounter,
    judge(_, windows) {
      goes.push(windows.map(({ start }) => (start - FIRST) / DAY));
      return Promise.resolve([]);
    },
  };
  expect(await runnerAt(new ReplayClock(dayEnd(129)), recording).runUntilCaughtUp()).toBe(130);
  expect(goes.map((windows) => windows.length)).toEqual([64, 64, 2]);
  expect(goes.flat()).toEqual(Array.from({ length: 130 }, (_, number) => number));
});

test("a look for late rows that takes over five seconds is followed by ten times as long without one", async () => {
  let slowMs = 0;
  let passedMs = 0;
  const now = performance.now.bind(performance);
  const clock = vi.spyOn(performance, "now").mockImplementation(() => now() + passedMs);
  const slow: Store = {
    ...store,
    query(sql, parameters) {
      if (sql.includes("AS seen")) passedMs += slowMs;
      return store.query<never>(sql, parameters);
    },
  };
  try {
    await serve(day(100), 0);
    const runner = createRunner({ store: slow, monitored: [monitored], analyzers: [driftAnalyzer], clock: new ReplayClock(dayEnd(0)) });
    expect(await runner.runUntilCaughtUp()).toBe(1);
    const rounds: number[] = [];
    for (const [round, { look, pause }] of [
      { look: 2_000, pause: 0 },
      { look: 6_000, pause: 0 },
      { look: 6_000, pause: 0 },
      { look: 6_000, pause: 60_000 },
    ].entries()) {
      await serve(day(101 + round), 0, { from: 100 * (round + 1) });
      [slowMs, passedMs] = [look, passedMs + pause];
      rounds.push(await runner.runUntilCaughtUp());
    }
    // The third comes within the pause after the second, the fourth after it.
    expect(rounds).toEqual([1, 1, 0, 1]);
  } finally {
    clock.mockRestore();
  }
});
