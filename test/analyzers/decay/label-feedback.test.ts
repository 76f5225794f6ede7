import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { rangePerformance } from "../../../analyzers/baseline/range-performance.ts";
import { decayAnalyzer } from "../../../analyzers/decay/analyzer.ts";
import { gridOfColumn } from "../../../analyzers/statistics/sample.ts";
import { createApp } from "../../../dashboards/app.ts";
import { memoryLog, testParts } from "../../dashboards/support/test-parts.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { DAY_MS, monitoredWith } from "./simulate.ts";

const START = Date.UTC(2024, 2, 4);
const WINDOW = { start: START, end: START + DAY_MS };
const NOW = START + 3 * DAY_MS;
let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
});
afterAll(() => clickhouse[Symbol.asyncDispose]());
beforeEach(async () => {
  for (const table of ["inferences", "labels"]) await clickhouse.store.command(`TRUNCATE TABLE ${table}`);
});

/** Sends labels of as many rows to the API, and puts what it took into the store. */
async function give(labels: Readonly<Record<string, unknown>>, said: readonly unknown[]) {
  const monitored = monitoredWith(null, { window: "1d", labelWait: "1d", minLabelled: 1 }, { labels });
  const log = memoryLog();
  const app = createApp(testParts(clickhouse.store, { log, models: [monitored], clock: { now: () => NOW }, wallNow: () => NOW }));
  const body = JSON.stringify(said.map((label, row) => ({ model: "m", requestId: `r${row}`, label, observedTime: START + DAY_MS })));
  const response = await app.request("/api/v1/labels", { method: "POST", body, headers: { "content-type": "application/json" } });
  const rows = log.appended.map(({ value }) => value.toString()).join("");
  if (rows !== "") await clickhouse.store.insert("labels", Buffer.from(rows));
  return { monitored, response };
}

/** Labelled rows of the window, the positive among them, and those that the model (score 0.9: positive) was right about. */
async function counted({ monitored }: Awaited<ReturnType<typeof give>>) {
  const [sums] = (await rangePerformance(clickhouse.store, monitored.schema, [WINDOW], { timeZone: "UTC", now: NOW, grid: gridOfColumn([], "p") })) ?? [];
  const findings = await decayAnalyzer.judge(monitored, [WINDOW], clickhouse.store, NOW);
  expect(findings.find(({ subject }) => subject === "labels")?.evidence["labelledRows"]).toBe(sums?.labelled);
  return [sums?.labelled, sums?.positives, sums?.correct];
}

describe("feedback of people as labels: what they say, and what it counts as", () => {
  const thumbs = { map: { up: 1, down: 0 } };
  const cases: [string, Readonly<Record<string, unknown>>, readonly unknown[], number, number][] = [
    ["thumbs by labels.map, beside classes", thumbs, ["up", "down", " up ", 1, "false"], 5, 3],
    ["a word for truth means what it is mapped to", { map: { yes: 0, no: 1 } }, ["yes", "no", "no"], 3, 2],
    ["ratings by labels.positiveFrom: from there on positive", { positiveFrom: 4 }, [1, 2, "3", 4, 4.5, "5"], 6, 3],
    ["ratings and thumbs together", { positiveFrom: 4, ...thumbs }, [5, 1, "up", "down", 0], 5, 2],
    ["a rating that is mapped means what it is mapped to", { positiveFrom: 4, map: { 99: 0 } }, [99, 5, 1], 3, 1],
  ];
  test.each(cases)("%s", async (_, labels, said, labelled, positives) => {
    await clickhouse.store.insert(
      "inferences",
      said.map((_label, row) => ({
        event_time: START + row,
        received_time: START,
        model: "m",
        version: "1",
        request_id: `r${row}`,
        row_number: 0,
        prediction_numbers: { p: 0.9 },
      })),
    );
    const given = await give(labels, said);
    expect(given.response.status).toBe(202);
    expect(await counted(given)).toEqual([labelled, positives, positives]);
  });

  test.each([
    ["a word that is not mapped", thumbs, "sideways", '"sideways" is no label of m; expected 1 or its opposite, or up, down'],
    ["a class where ratings are told", { positiveFrom: 4 }, true, '"true" is no label of m; expected a number'],
  ])("refused: %s", async (_, labels, said, detail) => {
    const { response } = await give(labels, [said]);
    expect([response.status, ((await response.json()) as { errors: unknown }).errors]).toEqual([422, [{ pointer: "#/0/label", detail }]]);
  });
});
