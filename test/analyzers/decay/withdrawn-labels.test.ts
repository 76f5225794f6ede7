import { afterAll, beforeAll, expect, test } from "vitest";
import { decayAnalyzer } from "../../../analyzers/decay/analyzer.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { DAY_MS, monitoredWith } from "./simulate.ts";

const START = Date.UTC(2024, 2, 4);
const WINDOWS = [0, 1].map((day) => ({ start: START + day * DAY_MS, end: START + (day + 1) * DAY_MS }));
const monitored = monitoredWith(null, { window: "1d", labelWait: "1h", minLabelled: 1 });
const NOW = START + 3 * DAY_MS;
let clickhouse: TestClickHouse;

interface Said {
  readonly id: string;
  readonly label?: string;
  readonly withdrawn?: 0 | 1;
  /** Hours after the row's day began. */
  readonly at: number;
  readonly sequence?: number;
}

/** Rows a to e of the first day, and what was said of each, in an order in which nothing was said. */
const SAID: readonly Said[] = [
  { id: "b", withdrawn: 1, at: 3 },
  { id: "a", label: "1", at: 2 },
  { id: "b", label: "1", at: 2 },
  { id: "c", withdrawn: 1, at: 2 },
  { id: "c", label: "0", at: 3 },
  { id: "d", label: "1", at: 2, sequence: 1 },
  { id: "d", withdrawn: 1, at: 2, sequence: 2 },
  { id: "e", label: "1", at: 2 },
  { id: "e", withdrawn: 1, at: 30 },
  { id: "f", label: "1", at: 2, sequence: 8 },
  { id: "f", label: "0", at: 2, sequence: 9 },
];

beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  const row = { event_time: START, received_time: START, model: "m", version: "1", variant: "", row_number: 0 };
  const features = { feature_numbers: {}, feature_categories: {}, feature_vectors: {}, missing_features: [] };
  const predictions = { prediction_numbers: { p: 0.4 }, prediction_categories: {} };
  const inference = (id: string) => ({ ...row, request_id: id, ...features, ...predictions });
  await clickhouse.store.insert("inferences", ["a", "b", "c", "d", "e", "f"].map(inference));
  await clickhouse.store.insert(
    "labels",
    SAID.map(({ id, label = "", withdrawn = 0, at, sequence = 0 }) => {
      const time = START + at * 3_600_000;
      return { model: "m", request_id: id, row_number: 0, label, observed_time: time, received_time: time, source: "test", withdrawn, sequence };
    }),
  );
});

afterAll(() => clickhouse[Symbol.asyncDispose]());

test("the view of current labels: taken back is none, said again is one, and of two at once the later sequence holds", async () => {
  const rows = await clickhouse.store.query<{ request_id: string; label: string }>("SELECT request_id, label FROM current_labels ORDER BY request_id");
  expect(rows.map((row) => [row.request_id, row.label])).toEqual([
    ["a", "1"],
    ["c", "0"],
    ["f", "0"],
  ]);
});

test("a window counts labels as they stood when it was due: what was taken back later still counts there, and not once it is judged again", async () => {
  const labelled = async (labelsUntil?: number) => {
    const findings = await decayAnalyzer.judge(monitored, WINDOWS.slice(0, 1), clickhouse.store, NOW, labelsUntil === undefined ? {} : { labelsUntil });
    return findings.find(({ subject }) => subject === "labels")?.rows;
  };
  expect(await labelled()).toBe(4);
  expect(await labelled(NOW)).toBe(3);
});
