import { afterAll, beforeAll, expect, test } from "vitest";
import { labelParameters, withLabels } from "../../analyzers/performance/labels-sql.ts";
import { refusedLabel } from "../../collector/ingest/refused-label.ts";
import { createApp } from "../../dashboards/app.ts";
import { queryLabelMatches } from "../../dashboards/read/label-matches.ts";
import { monitoredWith } from "../analyzers/decay/simulate.ts";
import { startTestClickHouse, type TestClickHouse } from "../support/clickhouse.ts";
import { memoryLog, testParts } from "./support/test-parts.ts";

/** docs/guide.md tells each of these in one line. */
const NOW = Date.UTC(2026, 2, 4);
const monitored = monitoredWith(null, {}, { classes: ["0", "1"] });
const { schema } = monitored;
let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
});
afterAll(() => clickhouse[Symbol.asyncDispose]());

/** Sends a body to the API, and puts what it took into the store as the collector would. */
async function send(body: string, type = "application/json") {
  const log = memoryLog();
  const app = createApp(testParts(clickhouse.store, { log, models: [monitored], clock: { now: () => NOW }, wallNow: () => NOW }));
  const response = await app.request("/api/v1/labels", { method: "POST", body, headers: { "content-type": type } });
  if (log.appended.length > 0) await clickhouse.store.insert("labels", Buffer.concat(log.appended.map(({ value }) => Buffer.from(value))));
  return { status: response.status, answer: (await response.json()) as { detail?: string; errors?: unknown }, taken: log.appended.length };
}

const label = (requestId: string, value: unknown = 1) => JSON.stringify({ model: "m", requestId, label: value });

const serve = (id: string) =>
  clickhouse.store.insert("inferences", [
    { event_time: NOW, received_time: NOW, model: "m", version: "1", request_id: id, row_number: 0, prediction_numbers: { p: 0.9 } },
  ]);

/** Labels of a row as they are counted. */
const currentOf = (id: string) =>
  clickhouse.store.query(
    withLabels(
      "SELECT argMax(given.label, (received_time, sequence)) AS label FROM {{labels}} AS given WHERE model = {model: String} AND request_id = {id: String} GROUP BY row_number",
      schema,
    ),
    { model: "m", id, ...labelParameters(schema, 0) },
  );

const unmatched = async () => (await queryLabelMatches(clickhouse.store, "m", NOW))[0]?.unmatched ?? 0;

test("before its inference: kept, counted as unmatched, and found once the row comes", async () => {
  expect((await send(label("early"))).status).toBe(202);
  expect(await unmatched()).toBe(1);
  await serve("early");
  expect([await unmatched(), await currentOf("early")]).toEqual([0, [{ label: "1" }]]);
});

test("twice: the row has it once, in one body or two", async () => {
  await serve("twice");
  await send(`[${label("twice")},${label("twice")}]`);
  await send(label("twice"));
  expect(await currentOf("twice")).toEqual([{ label: "1" }]);
});

test("for an unknown id: kept and counted, once however often it is sent", async () => {
  expect((await send(`[${label("nobody")},${label("nobody", 0)}]`)).status).toBe(202);
  expect(await unmatched()).toBe(1);
});

test("of the wrong type: refused by the API as a whole, naming the item; on the topic that row goes to dead letters", async () => {
  const { status, answer, taken } = await send(`[${label("right")},${label("wrong", "banana")}]`);
  const detail = '"banana" is no label of m; expected one of the classes 0, 1';
  expect([status, answer.errors, taken]).toEqual([422, [{ pointer: "#/1/label", detail }], 0]);
  const row = { model: "m", request_id: "wrong", row_number: 0, label: "banana", observed_time: NOW, received_time: NOW, source: "t" };
  expect(refusedLabel(Buffer.from(JSON.stringify(row)), new Map([["m", schema]]))).toBe(`reading a label: ${detail}`);
});

test("a million in one request: 413 with what would be right, and none is taken", async () => {
  const { status, taken, answer } = await send(`${label("many")}\n`.repeat(1_000_000), "application/x-ndjson");
  expect([status, taken]).toEqual([413, 0]);
  expect(answer.detail).toMatch(/^reading the body: it is over \d+ bytes; send it in parts, or raise dashboards\.maxBodyBytes$/);
});
