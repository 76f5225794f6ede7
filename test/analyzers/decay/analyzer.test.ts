import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decayAnalyzer } from "../../../analyzers/decay/analyzer.ts";
import { joinedSumsSql, partialSumsSql, performanceSumsSql } from "../../../analyzers/performance/performance-sums.ts";
import { rangePerformance } from "../../../analyzers/baseline/range-performance.ts";
import { CELL_SUMS, cellParameters } from "../../../analyzers/performance/cell-sums.ts";
import type { PerformanceSums } from "../../../analyzers/performance/sums.ts";
import { seededRandom } from "../../../analyzers/statistics/random.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { DAY_MS, dayEffects, monitoredWith, simulateRows, sumsOf, type ScoredRow } from "./simulate.ts";
import { CLASS_CONCEPTS, columnsOf, NUMBER_CONCEPTS, NUMBER_GRID, NUMBERS, rowsOf, SURE, worldSums } from "./worlds.ts";

const START = Date.UTC(2024, 2, 4);
const WEEK_MS = 7 * DAY_MS;
const ROWS_A_DAY = 200;
const WINDOWS = [0, 1, 2].map((week) => ({ start: START + week * WEEK_MS, end: START + (week + 1) * WEEK_MS }));
const NOW = START + 3 * WEEK_MS + DAY_MS;
/** After the second window was due. */
const REVISED = START + 2 * WEEK_MS + 2 * DAY_MS;
const random = seededRandom(11);
const effects = dayEffects(46, 0.03, 0.2, random);
const monitored = monitoredWith(
  effects.map((effect) => sumsOf(simulateRows(ROWS_A_DAY, effect, random))),
  {},
  { prediction: "late" },
);
/** Three weeks; in the second the labels come out 15 points higher. */
const traffic: readonly (readonly ScoredRow[])[] = Array.from({ length: 21 }, (_, day) => simulateRows(ROWS_A_DAY, day >= 7 && day < 14 ? 0.15 : 0, random));

let clickhouse: TestClickHouse;

beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  const rows = traffic.flatMap((day, index) =>
    day.map((row, number) => ({ ...row, id: `${index}-${number}`, time: START + index * DAY_MS + number * 60_000 })),
  );
  await clickhouse.store.insert("inferences", rows.map(toInference));
  await clickhouse.store.insert("labels", rows.filter(isLabelled).flatMap(toLabels));
  await clickhouse.store.insert(
    "ledger",
    [0, 1, 2].map((week) => toLedger(START + week * WEEK_MS, week === 2 ? 50 : 99)),
  );
});

afterAll(() => clickhouse[Symbol.asyncDispose]());

type Row = ScoredRow & { readonly id: string; readonly time: number };
const isLabelled = ({ id }: Row): boolean => !id.endsWith("-7");

function toInference({ id, time, score }: Row) {
  const predictions = { prediction_numbers: { p: score, late: score >= 0.5 ? 1 : 0 }, prediction_categories: {} };
  const features = { feature_numbers: {}, feature_categories: {}, feature_vectors: {}, missing_features: [] };
  return { event_time: time, received_time: time, model: "m", version: "1", variant: "", request_id: id, row_number: 0, ...features, ...predictions };
}

/** A wrong label first, then the right one; one from after `now`, which must not be read; and of some rows of the first week one that only the third window knows. */
function toLabels({ id, time, label }: Row) {
  const wrong = String(1 - label);
  const row = (text: string, received: number, observed = time) => ({
    model: "m",
    request_id: id,
    row_number: 0,
    label: text,
    observed_time: observed,
    received_time: received,
    source: "test",
  });
  const revised = id.endsWith("-3") && time < START + WEEK_MS ? [row(wrong, REVISED, REVISED)] : [];
  return [row(wrong, time + 1), row(String(label), time + 2), row(wrong, NOW + 2, NOW + 1), ...revised];
}

function toLedger(time: number, captured: number) {
  return { minute: time / 1000, model: "m", node: "n", producer: "p", served: 100, captured, sampled_out: 0, dropped: {}, lost_before_log: 0 };
}

const find = (findings: readonly Finding[], week: number, subject: string): Finding | undefined =>
  findings.find((finding) => finding.subject === subject && finding.windowStart === WINDOWS[week]?.start);

describe("decay on the engine", () => {
  test("the shifted week decays, the quiet one does not, the uncovered one has no data", async () => {
    const findings = await decayAnalyzer.judge(monitored, WINDOWS, clickhouse.store, NOW);
    expect(find(findings, 0, "calibrationGap")).toMatchObject({ verdict: "ok", rows: 7 * (ROWS_A_DAY - 1), coverage: 0.99 });
    expect(find(findings, 1, "calibrationGap")).toMatchObject({ verdict: "decayed", cause: "calibrationMoved", analyzer: "decay", material: true });
    expect(find(findings, 1, "logLoss")?.verdict).toBe("decayed");
    expect(find(findings, 1, "errorStream")?.verdict).toBe("decayed");
    expect(find(findings, 2, "labels")).toMatchObject({ verdict: "noData", coverage: 0.5 });
    expect(find(findings, 2, "calibrationGap")).toBeUndefined();
    expect(find(findings, 0, "labels")?.evidence["labelledShare"]).toBeCloseTo(199 / 200, 9);
  });

  test("windows judged together and one by one give the same verdicts", async () => {
    const together = await decayAnalyzer.judge(monitored, WINDOWS, clickhouse.store, NOW);
    const alone = await Promise.all(WINDOWS.map((window) => decayAnalyzer.judge(monitored, [window], clickhouse.store, NOW)));
    expect(alone.flat()).toEqual(together);
  });

  test("a label that came after windows were due does not count for them, though a later window judged beside them knows it", async () => {
    const together = await decayAnalyzer.judge(monitored, WINDOWS, clickhouse.store, NOW);
    await clickhouse.store.command("ALTER TABLE labels DELETE WHERE received_time = fromUnixTimestamp64Milli({revised: Int64}) SETTINGS mutations_sync = 1", {
      revised: REVISED,
    });
    const without = await decayAnalyzer.judge(monitored, WINDOWS, clickhouse.store, NOW);
    const stream = (findings: readonly Finding[], week: number) => find(findings, week, "errorStream")?.evidence["stream"];
    expect([stream(together, 0), stream(together, 1)]).toEqual([stream(without, 0), stream(without, 1)]);
    expect(find(together, 0, "calibrationGap")).toEqual(find(without, 0, "calibrationGap"));
  });

  test("windows judged a year late give the verdicts that they would have given in time: labels that came since do not count", async () => {
    const inTime = await decayAnalyzer.judge(monitored, WINDOWS, clickhouse.store, NOW);
    const late = await decayAnalyzer.judge(monitored, WINDOWS, clickhouse.store, NOW + 365 * DAY_MS);
    expect(late.map((finding) => ({ ...finding, judgedTime: NOW }))).toEqual(inTime);
  });

  test("judged again because labels came late, a window knows those until then", async () => {
    const [first] = WINDOWS;
    if (first === undefined) throw new Error("three windows");
    const again = await decayAnalyzer.judge(monitored, [first], clickhouse.store, NOW + 5, { labelsUntil: NOW + 5 });
    expect(find(again, 0, "calibrationGap")?.inputs["labelsUntil"]).toBe(NOW + 5);
    // Of every row the wrong label came last, after the window was due.
    const observed = (findings: readonly Finding[]): number => Number(find(findings, 0, "calibrationGap")?.evidence["observed"]);
    const inTime = await decayAnalyzer.judge(monitored, [first], clickhouse.store, NOW);
    expect(observed(again)).toBeCloseTo(1 - observed(inTime), 12);
  });

  test("no windows: nothing is asked and nothing found", async () => {
    expect(await decayAnalyzer.judge(monitored, [], clickhouse.store, NOW)).toEqual([]);
  });

  test("the SQL's sums are those of their definitions", async () => {
    const day = traffic[8] ?? [];
    const rows = `SELECT p AS score, toFloat64(y) AS label, toUInt8(p >= 0.5) AS predicted, toUInt8(predicted = y) AS correct FROM (SELECT arrayJoin(arrayZip({p: Array(Float64)}, {y: Array(UInt8)})) AS pair, pair.1 AS p, pair.2 AS y)`;
    const parameters = { p: day.map(({ score }) => score), y: day.map(({ label }) => label) };
    const [sums] = await clickhouse.store.query<Record<string, number | readonly number[]>>(`SELECT ${performanceSumsSql} FROM (${rows})`, parameters);
    for (const [key, expected] of Object.entries(sumsOf(day))) {
      if (typeof expected === "number") expect(sums?.[key], key).toBeCloseTo(expected, 8);
      else expect(sums?.[key], key).toEqual(expected);
    }
  });

  test.each<["multiclass" | "regression"]>([["multiclass"], ["regression"]])(
    "the SQL's cells of %s are those of their definitions, parts added up too",
    async (task) => {
      const world = task === "multiclass" ? SURE : NUMBERS;
      const day = rowsOf(world, 0, 0, seededRandom(3));
      const { cellOf, direct, partial, joined } = CELL_SUMS[task];
      const predicted = `toUInt8(0) AS predicted, toUInt8({task: String} = 'multiclass' AND label = 1) AS correct`;
      const rows = `SELECT number AS score, if({task: String} = 'multiclass', 0., truth) AS label, ${predicted}, ${cellOf({ score: "score", predicted: "class", label: "truthText", correct: "toUInt8(truth = 1)" })}, part
      FROM (SELECT arrayJoin(arrayZip({scores: Array(Float64)}, {labels: Array(Float64)}, {classes: Array(String)}, {truths: Array(String)}, range(length({scores: Array(Float64)})))) AS row,
        row.1 AS number, row.2 AS truth, row.3 AS class, row.4 AS truthText, row.5 % 3 AS part)`;
      const parameters = {
        task,
        scores: day.map(({ score }) => score),
        labels: day.map(({ label }) => label),
        classes: day.map(({ predicted: name = "" }) => name),
        truths: day.map(({ truth }) => truth),
        ...cellParameters(NUMBER_GRID, task === "multiclass"),
      };
      const expected = worldSums(day, task);
      for (const sql of [
        `SELECT ${performanceSumsSql}${direct} FROM (${rows})`,
        `SELECT ${joinedSumsSql}${joined} FROM (SELECT part, ${partialSumsSql}${partial} FROM (${rows}) GROUP BY part) AS parts`,
      ]) {
        const [sums] = await clickhouse.store.query<PerformanceSums>(sql, parameters);
        for (const key of ["classCells", "numberCells", "residuals", "squaredResiduals", "absoluteResiduals"] as const) {
          expect(Object.keys(sums?.[key] ?? {}).toSorted(), key).toEqual(Object.keys(expected[key] ?? {}).toSorted());
          for (const [cell, value] of Object.entries(expected[key] ?? {})) expect(sums?.[key]?.[cell], `${key} ${cell}`).toBeCloseTo(value, 8);
        }
      }
    },
  );

  test.each<["multiclass" | "regression", string]>([
    ["multiclass", "accuracy"],
    ["regression", "mae"],
  ])(
    "%s: days of a range have the cells of their definitions, a week whose outcomes are others is concept drift by its rows' inputs",
    async (task, subject) => {
      const before = task === "multiclass" ? SURE : NUMBERS;
      const after =
        task === "multiclass"
          ? { ...SURE, truth: CLASS_CONCEPTS["the slope falls"] ?? SURE.truth }
          : { ...NUMBERS, truth: NUMBER_CONCEPTS["more noise"] ?? NUMBERS.truth };
      const uniform = seededRandom(5);
      const days = Array.from({ length: 17 }, (_, day) => rowsOf(day < 10 ? before : after, day, 0, uniform));
      const model = `of ${task}`;
      const rows = days.flatMap((day, index) =>
        day.map((row, number) => ({ ...row, id: `${task}-${index}-${number}`, time: START + index * DAY_MS + number * 60_000 })),
      );
      await clickhouse.store.insert(
        "inferences",
        rows.map((row) => ({
          ...toInference({ ...row, label: 0 }),
          model,
          feature_numbers: row.numbers,
          feature_categories: row.categories,
          prediction_numbers: { p: row.score },
          prediction_categories: task === "multiclass" ? { class: row.predicted ?? "" } : {},
        })),
      );
      await clickhouse.store.insert(
        "labels",
        rows.map(({ id, time, truth, label }) => ({
          model,
          request_id: id,
          row_number: 0,
          label: task === "multiclass" ? truth : String(label),
          observed_time: time,
          received_time: time,
          source: "test",
        })),
      );
      await clickhouse.store.insert("ledger", [{ ...toLedger(START + 10 * DAY_MS, 100), model }]);
      const plain = monitoredWith(null, {}, { name: model, task, prediction: "class", score: "p" });
      const config = { ...plain.config, model };
      const known = Array.from({ length: 10 }, (_, day) => ({ start: START + day * DAY_MS, end: START + (day + 1) * DAY_MS }));
      const performance = await rangePerformance(clickhouse.store, plain.schema, known, { timeZone: "UTC", now: NOW, grid: NUMBER_GRID });
      for (const [index, sums] of (performance ?? []).entries()) {
        const expected = worldSums(days[index] ?? [], task);
        expect(sums.classCells).toEqual(expected.classCells);
        expect(sums.numberCells).toEqual(expected.numberCells);
        for (const [cell, value] of Object.entries(expected.residuals ?? {})) expect(sums.residuals?.[cell]).toBeCloseTo(value, 6);
      }
      const columns = columnsOf(days.slice(0, 10).flat()).map((column) => ({ ...column, blocks: column.blocks.slice(0, 1) }));
      const predicted = { name: "p", kind: "prediction" as const, type: "numeric" as const, unit: null, grid: NUMBER_GRID, blocks: [] };
      const baseline = { ...plain.baseline, model, blocks: known.map((day) => ({ ...day, rows: 300 })), columns: [...columns, predicted], performance };
      const window = { start: START + 10 * DAY_MS, end: START + 17 * DAY_MS };
      const found = (await decayAnalyzer.judge({ ...plain, config, baseline }, [window], clickhouse.store, window.end + DAY_MS)).find(
        (one) => one.subject === subject,
      );
      expect(found).toMatchObject({ verdict: "decayed", cause: "conceptDrift", rows: 2100 });
    },
  );

  test("weeks are waited for by labelWait", () => {
    expect(decayAnalyzer.schedule(monitored.config)).toEqual({ window: "1w", delayMs: DAY_MS });
  });
});
