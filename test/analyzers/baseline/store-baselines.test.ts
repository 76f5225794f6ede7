import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Monitored } from "../../../analyzers/monitoring/analyzer.ts";
import type { Baseline } from "../../../analyzers/baseline/baseline.ts";
import { findBaseline, loadBaseline, saveBaseline } from "../../../analyzers/baseline/baselines.ts";
import { buildRange, type RangeRequest } from "../../../analyzers/baseline/build-range.ts";
import { openMonitorBaselines, type MonitorBaselines } from "../../../analyzers/baseline/monitor-baselines.ts";
import { savePin } from "../../../analyzers/baseline/pins.ts";
import { withBaselines } from "../../../analyzers/monitoring/with-baselines.ts";
import { driftAnalyzer } from "../../../analyzers/drift/analyzer.ts";
import { bucketOf } from "../../../analyzers/statistics/sample.ts";
import { monitorConfig } from "../../../analyzers/monitoring/monitor-config.ts";
import { windowsBetween } from "../../../analyzers/windows/window.ts";
import { modelSchema } from "../../../collector/events/model-schema.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { randomOf } from "../drift/synthetic.ts";
import { serveRows, type ServedRow } from "./serve-rows.ts";

const DAY = 86_400_000;
const START = Date.UTC(2026, 2, 1);
const ROWS = 60;
let clickhouse: TestClickHouse;
beforeAll(async () => void (clickhouse = await startTestClickHouse()));
afterAll(() => clickhouse[Symbol.asyncDispose]());

function schemaOf(name: string) {
  const features = [
    { name: "kelvin", type: "numeric" as const, unit: "K" },
    { name: "kind", type: "categorical" as const },
  ];
  return modelSchema.parse({ name, task: "binary", score: "p", prediction: "class", features });
}

/** Sixty rows spread over a day, kelvin about 290 plus `warmer`. */
function day(number: number, warmer = 0): readonly ServedRow[] {
  const random = randomOf(number + 1);
  return Array.from({ length: ROWS }, (_, row) => ({
    at: START + number * DAY + row * (DAY / ROWS),
    numbers: { kelvin: 290 + warmer + 2 * random.normal() },
    categories: { kind: random.uniform() < 0.7 ? "a" : "b" },
    predictions: { p: random.uniform() },
  }));
}

/** A model that served these days, one after the other. */
async function served(model: string, days: readonly (readonly ServedRow[])[]): Promise<void> {
  for (const rows of days) await serveRows(clickhouse.store, model, rows);
}

const numbers = (count: number, from = 0): readonly number[] => Array.from({ length: count }, (_, index) => from + index);
const dates = (baseline: Baseline): readonly string[] => baseline.blocks.map((block) => new Date(block.start).toISOString().slice(5, 10));
const totalOf = (baseline: Baseline, name: string): number =>
  baseline.columns
    .find((column) => column.name === name)
    ?.blocks.reduce((total, block) => total + [...block.counts.values()].reduce((sum, rows) => sum + rows, 0), 0) ?? 0;

describe("a pinned range", () => {
  test("holds what was served on its days, on a grid chosen from it", async () => {
    await served(
      "range",
      numbers(4).map((number) => day(number)),
    );
    const baseline = await build("range", { from: "2026-03-02", to: "2026-03-03" });
    expect(dates(baseline)).toEqual(["03-02", "03-03"]);
    expect(baseline.blocks.map((block) => block.rows)).toEqual([ROWS, ROWS]);
    const [kelvin] = baseline.columns;
    const grid = kelvin?.grid;
    if (!grid) throw new Error("no grid");
    const expected = day(1).map((row) => bucketOf(row.numbers?.["kelvin"] ?? 0, grid));
    expect([...(kelvin.blocks[0]?.counts.keys() ?? [])].sort((a, b) => Number(a) - Number(b))).toEqual([...new Set(expected)].sort((a, b) => a - b));
    expect(new Set(expected).size).toBeGreaterThan(30);
  });

  test("leaves out predictions that were declared and never sent", async () => {
    const baseline = await build("range", { from: "2026-03-02", to: "2026-03-03" });
    expect(baseline.columns.map(({ name, kind }) => [name, kind])).toEqual([
      ["kelvin", "feature"],
      ["kind", "feature"],
      ["p", "prediction"],
    ]);
  });

  test("made again it has the same id; saved and loaded it is the same", async () => {
    const baseline = await build("range", { from: "2026-03-02", to: "2026-03-03" });
    expect((await build("range", { from: "2026-03-02", to: "2026-03-03" })).id).toBe(baseline.id);
    await saveBaseline(clickhouse.store, baseline, START);
    expect(await loadBaseline(clickhouse.store, { model: "range", name: "pinned", id: baseline.id })).toEqual(baseline);
  });

  test("excluded days are left out, and its source says why", async () => {
    const exclude = [{ from: "2026-03-02", to: "2026-03-02", why: "holiday" }];
    const baseline = await build("range", { from: "2026-03-01", to: "2026-03-03", exclude });
    expect(dates(baseline)).toEqual(["03-01", "03-03"]);
    expect(baseline.source).toBe("2026-03-01 to 2026-03-03 without 2026-03-02 (holiday)");
  });

  test("days are those of the zone", async () => {
    const baseline = await build("range", { from: "2026-03-02", to: "2026-03-02", timeZone: "America/New_York" });
    expect(baseline.blocks).toEqual([{ start: START + DAY + DAY * (5 / 24), end: START + 2 * DAY + DAY * (5 / 24), rows: ROWS }]);
  });

  test("has the performance of labelled rows", async () => {
    const ids = await serveRows(clickhouse.store, "labelled", day(0));
    await clickhouse.store.insert(
      "labels",
      ids
        .slice(0, 10)
        .map((request_id) => ({ model: "labelled", request_id, row_number: 0, label: "1", observed_time: START, received_time: START, source: "t" })),
    );
    const { performance } = await build("labelled", { from: "2026-03-01", to: "2026-03-01" });
    expect(performance?.map(({ labelled, positives }) => [labelled, positives])).toEqual([[10, 10]]);
  });

  test("without rows there is none", async () => {
    await expect(build("range", { from: "2025-01-01", to: "2025-01-31" })).rejects.toThrow(/served no rows from 2025-01-01 to 2025-01-31/);
  });

  function build(model: string, range: Partial<RangeRequest>): Promise<Baseline> {
    const request = { name: "pinned", schema: schemaOf(model), timeZone: "UTC", exclude: [], from: "", to: "", ...range };
    return buildRange(clickhouse.store, request, START + 100 * DAY);
  }
});

interface Watched {
  readonly monitored: Monitored;
  readonly baselines: MonitorBaselines;
}

async function watch(model: string, baseline: object, settings: object = {}): Promise<Watched> {
  const config = monitorConfig.parse({ model, baseline, drift: { minEffect: 0.1 }, ...settings });
  const schema = schemaOf(model);
  const baselines = await openMonitorBaselines(
    clickhouse.store,
    config.baseline,
    { schema, timeZone: config.timeZone, window: config.drift.window },
    { pathOf: (file) => file, now: () => START + 100 * DAY },
  );
  return { monitored: { config, schema, baseline: baselines.initial }, baselines };
}

const window = (number: number) => ({ start: START + number * DAY, end: START + (number + 1) * DAY });

describe("a trailing window", () => {
  test("is the days before the window, without it, each day kept once", async () => {
    await served(
      "trailing",
      numbers(12).map((number) => day(number)),
    );
    const { baselines } = await watch("trailing", { trailing: "7d" });
    const made = await baselines.forWindows([window(8), window(9), window(10)]);
    expect(made.map(dates)).toEqual([numbers(7, 2), numbers(7, 3), numbers(7, 4)].map((days) => days.map((number) => `03-${String(number).padStart(2, "0")}`)));
    expect(made.map((baseline) => totalOf(baseline, "kelvin"))).toEqual([7 * ROWS, 7 * ROWS, 7 * ROWS]);
    const [kept] = await clickhouse.store.query<{ parts: number }>("SELECT count() AS parts FROM baseline_parts FINAL WHERE model = 'trailing'");
    expect(kept?.parts).toBe(9);
  });

  test("is in the store under the id that findings name, and loads as it was", async () => {
    const { baselines } = await watch("trailing", { trailing: "7d" });
    const [baseline] = await baselines.forWindows([window(9)]);
    expect(await loadBaseline(clickhouse.store, { model: "trailing", name: "the last 7 days", id: baseline?.id ?? "" })).toEqual(baseline);
  });

  test("made by another process, one window at a time, it has the same ids", async () => {
    const all = await (await watch("trailing", { trailing: "7d" })).baselines.forWindows([window(8), window(9)]);
    const other = (await watch("trailing", { trailing: "7d" })).baselines;
    expect([(await other.forWindows([window(8)]))[0]?.id, (await other.forWindows([window(9)]))[0]?.id]).toEqual(all.map((baseline) => baseline.id));
  });

  test("rows that came late to a day give the next baseline another block", async () => {
    await served(
      "late",
      numbers(9).map((number) => day(number)),
    );
    const [before] = await (await watch("late", { trailing: "7d" })).baselines.forWindows([window(8)]);
    await serveRows(clickhouse.store, "late", day(5).slice(0, 3));
    const [after] = await (await watch("late", { trailing: "7d" })).baselines.forWindows([window(8)]);
    expect(after?.blocks.map((block) => block.rows)).toEqual([ROWS, ROWS, ROWS, ROWS, ROWS + 3, ROWS, ROWS]);
    expect(await loadBaseline(clickhouse.store, { model: "late", name: "the last 7 days", id: before?.id ?? "" })).toEqual(before);
  });

  test("a step is drift against the days before it, and noData says how many days are lacking", async () => {
    await served("step", [...numbers(12).map((number) => day(number)), day(12, 10)]);
    const { monitored, baselines } = await watch("step", { trailing: "10d" });
    const analyzer = withBaselines(driftAnalyzer, new Map([["step", baselines]]));
    const findings = await analyzer.judge(monitored, windowsBetween(START, START + 13 * DAY, "1d", "UTC"), clickhouse.store, START + 14 * DAY);
    const kelvin = findings.filter((finding) => finding.subject === "kelvin");
    expect(kelvin.map((finding) => finding.verdict)).toEqual([...numbers(7).map(() => "noData"), ...numbers(5).map(() => "ok"), "drifted"]);
    expect(kelvin[3]?.summary).toBe("kelvin cannot be judged: the last 10 days have rows on 3 of 7 days needed.");
    const ids = await Promise.all(
      kelvin.map((finding) =>
        loadBaseline(clickhouse.store, { model: "step", name: "the last 10 days", id: (finding.inputs["baseline"] as { id: string }).id }),
      ),
    );
    expect(ids.map((baseline) => baseline?.blocks.length)).toEqual([...numbers(11), 10, 10]);
  });
});

test("the same weekdays: a Monday as warm as Sundays are is drift, a Sunday none; all days together have taught that days are as far apart", async () => {
  // 1 March 2026 is a Sunday; Sundays are 10 K warmer, and so is the last Monday.
  await served(
    "weekly",
    numbers(37).map((number) => day(number, number % 7 === 0 || number === 36 ? 10 : 0)),
  );
  const judge = async (baseline: object) => {
    const { monitored, baselines } = await watch("weekly", baseline);
    const analyzer = withBaselines(driftAnalyzer, new Map([["weekly", baselines]]));
    const findings = await analyzer.judge(monitored, [window(35), window(36)], clickhouse.store, START + 40 * DAY);
    return findings.filter((finding) => finding.subject === "kelvin").map((finding) => finding.verdict);
  };
  expect(await judge({ weeks: 4, sameHours: true })).toEqual(["ok", "drifted"]);
  expect(await judge({ trailing: "28d" })).toEqual(["ok", "ok"]);
});

describe("a pin", () => {
  test("is what monitors of its name use, from the next window on, until another is pinned or the name is released", async () => {
    await served(
      "pins",
      numbers(12).map((number) => day(number)),
    );
    const schema = schemaOf("pins");
    const common = { name: "calm", schema, timeZone: "UTC", exclude: [] };
    const [first, second] = [
      await buildRange(clickhouse.store, { ...common, from: "2026-03-01", to: "2026-03-03" }, START),
      await buildRange(clickhouse.store, { ...common, from: "2026-03-04", to: "2026-03-06" }, START),
    ];
    await saveBaseline(clickhouse.store, first, START);
    await saveBaseline(clickhouse.store, second, START + 1);
    const { baselines } = await watch("pins", { saved: "calm" });
    const used = async (): Promise<string | undefined> => (await baselines.forWindows([window(10)]))[0]?.id;
    expect(await used()).toBe(second.id);
    await savePin(clickhouse.store, { model: "pins", name: "calm", baselineId: first.id }, 1);
    expect(await used()).toBe(first.id);
    expect((await findBaseline(clickhouse.store, "pins", "calm"))?.id).toBe(first.id);
    await savePin(clickhouse.store, { model: "pins", name: "calm", baselineId: "" }, 2);
    expect(await used()).toBe(second.id);
    expect((await findBaseline(clickhouse.store, "pins", first.id.slice(0, 8)))?.id).toBe(first.id);
  });

  test("a saved baseline that is not there is said so", async () => {
    await expect(watch("pins", { saved: "stormy" })).rejects.toThrow(/there is no saved baseline "stormy"/);
  });
});
