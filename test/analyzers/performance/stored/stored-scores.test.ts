import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ClassTaskRows } from "../../../../analyzers/performance/class-task-rows.ts";
import { classMetrics } from "../../../../analyzers/performance/rows/class-metrics.ts";
import { ClassRows } from "../../../../analyzers/performance/rows/class-rows.ts";
import { SCORE_METRICS, scoreMetrics } from "../../../../analyzers/performance/stored/score-metrics.ts";
import { readStoredScores, type StoredScores } from "../../../../analyzers/performance/stored/stored-scores.ts";
import { seededRandom } from "../../../../analyzers/statistics/random.ts";
import { startTestClickHouse, type TestClickHouse } from "../../../support/clickhouse.ts";

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);
const DAYS = 3;
const ROWS = 700;
let clickhouse: TestClickHouse;

interface Row {
  readonly id: string;
  readonly day: number;
  readonly score: number;
  readonly called: string;
  readonly truth: 0 | 1 | null;
}

/** Scores in steps, so that many are tied; zeros of both signs; of every tenth row no label, of every eleventh one that was revised, of every thirteenth one taken back. */
const random = seededRandom(7);
const ALL: readonly Row[] = Array.from({ length: DAYS * ROWS }, (_, n): Row => {
  const score = n % 50 === 0 ? -0 : n % 75 === 0 ? 0 : Math.round(random() * 400) / 400;
  const truth = random() < score ? 1 : 0;
  return { id: `r${n}`, day: Math.floor(n / ROWS), score, called: score > 0.4 ? "YES" : "no", truth: n % 10 === 0 || n % 13 === 0 ? null : truth };
});

beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  const common = {
    model: "m",
    version: "1",
    variant: "",
    row_number: 0,
    feature_numbers: {},
    feature_categories: {},
    feature_vectors: {},
    missing_features: [],
  };
  const inference = ({ id, day, score, called }: Row, n: number): object => {
    const time = START + day * DAY + (n % ROWS) * 1000;
    return { ...common, event_time: time, received_time: time, request_id: id, prediction_numbers: { p: score }, prediction_categories: { kind: called } };
  };
  const label = (id: string, text: string, hours: number, rest: object = {}): object => {
    const time = START + hours * 3_600_000;
    return {
      model: "m",
      request_id: id,
      row_number: 0,
      label: text,
      observed_time: time,
      received_time: time,
      source: "test",
      withdrawn: 0,
      sequence: 0,
      ...rest,
    };
  };
  await clickhouse.store.insert("inferences", ALL.map(inference));
  await clickhouse.store.insert("inferences", [
    { ...common, event_time: START, received_time: START, request_id: "none", prediction_numbers: { other: 1 }, prediction_categories: {} },
  ]);
  const said = ALL.flatMap(({ id, truth }, n) => {
    if (n % 13 === 0) return [label(id, "1", 200), label(id, "", 201, { withdrawn: 1 })];
    if (truth === null) return [];
    if (n % 22 === 0) return [label(id, truth === 1 ? "true" : "0", 200, { sequence: 9 }), label(id, truth === 1 ? "0" : "1", 200, { sequence: 8 })];
    if (n % 11 === 0) return [label(id, truth === 1 ? "Yes" : "false", 201), label(id, truth === 1 ? "0" : "1", 200)];
    return [label(id, String(truth), 200)];
  });
  await clickhouse.store.insert("labels", [...said, label("unknown", "1", 200), label("none", "1", 200)]);
});
afterAll(() => clickhouse[Symbol.asyncDispose]());

const asked: StoredScores = {
  model: "m",
  from: START,
  to: START + DAYS * DAY,
  length: DAY,
  score: "p",
  class: "kind",
  positive: "yes",
  until: START + 400 * 3_600_000,
  name: "m",
};

/** The same from the rows themselves. */
function fromRows(rows: readonly Row[], calledFrom: (row: Row) => boolean) {
  const scores = Float64Array.from(rows, ({ score }) => score);
  const made = new ClassRows(
    ["0", "1"],
    Int32Array.from(rows, (row) => Number(calledFrom(row))),
    [scores.map((score) => 1 - score), scores],
  );
  const measures = { metrics: classMetrics({ task: "binary", scored: true, worth: null }), absent: new Map() };
  return new ClassTaskRows(
    made,
    Int32Array.from(rows, ({ truth }) => truth ?? -1),
    measures,
  );
}

describe("captured rows and their labels, measured in ClickHouse", () => {
  test.each([
    { name: "by the class that was predicted", class: "kind", calledFrom: ({ called }: Row) => called === "YES" },
    { name: "by the score, from 0.5 on", class: "", calledFrom: ({ score }: Row) => score >= 0.5 },
  ])("$name: every day has the metrics of its rows with their latest labels, to 1e-11", async ({ class: kind, calledFrom }) => {
    const windows = await readStoredScores(clickhouse.store, { ...asked, class: kind });
    expect(windows.map(({ start, rows }) => [start, rows])).toEqual([0, 1, 2].map((day) => [START + day * DAY, ROWS]));
    for (const [day, { sums }] of windows.entries()) {
      const rows = fromRows(
        ALL.filter((row) => row.day === day),
        calledFrom,
      );
      const [ours, theirs] = [scoreMetrics(sums), rows.intervals()];
      expect([...ours.keys()]).toEqual([...SCORE_METRICS.keys()]);
      expect(sums.labelled).toBe(rows.labelled);
      for (const [name, { value, low, high }] of ours) {
        expect(value, name).toBeCloseTo(theirs.get(name)?.value ?? Number.NaN, 11);
        expect(low, name).toBeCloseTo(theirs.get(name)?.low ?? Number.NaN, 8);
        expect(high, name).toBeCloseTo(theirs.get(name)?.high ?? Number.NaN, 8);
      }
    }
  });

  test("labels observed after the moment asked for do not count: without one, values are null and say so", async () => {
    const [first] = await readStoredScores(clickhouse.store, { ...asked, until: START + 100 * 3_600_000 });
    expect(first).toMatchObject({ rows: ROWS, sums: { labelled: 0 } });
    expect(scoreMetrics(first?.sums ?? ({} as never)).get("rocAuc")).toEqual({ value: null, low: null, high: null, note: "no row has a label" });
  });

  test.each([
    { name: "another model", change: { model: "n" }, said: 'no rows of the model "n"' },
    { name: "a prediction that no row has", change: { score: "q" }, said: "the prediction q" },
    { name: "a positive class that is none of theirs", change: { positive: "gold" }, said: "expected two classes" },
    { name: "too many windows", change: { length: 1 }, said: "expected at most 10000" },
  ])("$name is refused with what would be right", async ({ change, said }) => {
    await expect(readStoredScores(clickhouse.store, { ...asked, ...change })).rejects.toThrow(said);
  });
});
