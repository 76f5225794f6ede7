import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { rangePerformance } from "../../../analyzers/baseline/range-performance.ts";
import { decayAnalyzer } from "../../../analyzers/decay/analyzer.ts";
import { gridOfColumn } from "../../../analyzers/statistics/sample.ts";
import { windowContents } from "../../../analyzers/monitoring/window-contents.ts";
import { labelParameters, withLabels } from "../../../analyzers/performance/labels-sql.ts";
import { erase } from "../../../collector/erasure/erase.ts";
import { modelSchema } from "../../../collector/events/model-schema.ts";
import { createApp } from "../../../dashboards/app.ts";
import { queryLabelMatches, queryUnknownLabels } from "../../../dashboards/read/label-matches.ts";
import { copyableSql, queryEvidenceCount, queryEvidenceRows, windowOf } from "../../../dashboards/read/evidence-queries.ts";
import { memoryLog, testParts } from "../../dashboards/support/test-parts.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { DAY_MS, monitoredWith } from "./simulate.ts";

const START = Date.UTC(2024, 2, 4);
const HOUR = 3_600_000;
const NOW = START + 10 * DAY_MS;
const WINDOW = { start: START, end: START + DAY_MS };

let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
});
afterAll(() => clickhouse[Symbol.asyncDispose]());
beforeEach(async () => {
  await clickhouse.store.command("TRUNCATE TABLE inferences");
  await clickhouse.store.command("TRUNCATE TABLE labels");
});

interface Scored {
  readonly id: string;
  /** Hours after the window began. */
  readonly at: number;
  readonly loan?: string | number;
  readonly tags?: Readonly<Record<string, string>>;
}

function score(rows: readonly Scored[]): Promise<void> {
  return clickhouse.store.insert(
    "inferences",
    rows.map(({ id, at, loan, tags = {} }) => ({
      event_time: START + at * HOUR,
      received_time: START + at * HOUR,
      model: "m",
      version: "1",
      variant: "",
      request_id: id,
      row_number: 0,
      feature_numbers: { amount: at, ...(typeof loan === "number" ? { loan_id: loan } : {}) },
      feature_categories: typeof loan === "string" ? { loan_id: loan } : {},
      feature_vectors: {},
      missing_features: [],
      prediction_numbers: { p: 0.4 },
      prediction_categories: {},
      tags,
    })),
  );
}

interface Given {
  /** Hours after the window began; received then too. */
  readonly at: number;
  readonly label?: number | string;
  readonly keys?: Readonly<Record<string, string | number>>;
  readonly requestId?: string;
  readonly withdrawn?: boolean;
}

/** Sends labels to the API, one request each, and puts what it wrote to the log into the store. */
async function say(monitored: Monitored, said: readonly Given[]): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const { at, ...label } of said) {
    const log = memoryLog();
    const app = createApp(testParts(clickhouse.store, { log, models: [monitored], clock: { now: () => NOW }, wallNow: () => START + at * HOUR }));
    const body = JSON.stringify({ model: "m", observedTime: START + at * HOUR, ...label });
    const { status } = await app.request("/api/v1/labels", { method: "POST", body, headers: { "content-type": "application/json" } });
    statuses.push(status);
    const rows = log.appended.flatMap(({ value }) => value.toString().trimEnd().split("\n"));
    if (rows.length > 0) await clickhouse.store.insert("labels", Buffer.from(rows.join("\n")));
  }
  return statuses;
}

type Monitored = ReturnType<typeof monitoredWith>;

function monitoredBy(labels: Readonly<Record<string, unknown>>): Monitored {
  return monitoredWith(null, { window: "1d", labelWait: "9d", minLabelled: 1 }, { labels });
}

/** Which row has which label now. */
async function labelled({ schema }: Monitored): Promise<Readonly<Record<string, string>>> {
  const sql = `SELECT request_id, argMax(given.label, (received_time, sequence)) AS truth FROM {{labels}} AS given
    WHERE model = {model: String} GROUP BY request_id HAVING argMax(withdrawn, (received_time, sequence)) = 0 ORDER BY request_id`;
  const rows = await clickhouse.store.query<{ request_id: string; truth: string }>(withLabels(sql, schema), { model: "m", ...labelParameters(schema, START) });
  return Object.fromEntries(rows.map(({ request_id: id, truth }) => [id, truth]));
}

const unmatched = async (): Promise<number> => (await queryLabelMatches(clickhouse.store, "m", START + 2 * DAY_MS))[0]?.unmatched ?? 0;

const THRICE: readonly Scored[] = [
  { id: "a", at: 1, loan: "A-17" },
  { id: "b", at: 2, loan: "A-17" },
  { id: "late", at: 6, loan: "A-17" },
  { id: "other", at: 1, loan: "A-18" },
];

describe("labels by key", () => {
  const cases: [string, object, readonly Scored[], readonly Given[], Readonly<Record<string, string>>, number][] = [
    [
      "all rows of the key that were scored by when the truth was known have it, later ones not",
      {},
      THRICE,
      [{ at: 5, keys: { loan_id: "A-17" }, label: 1 }],
      { a: "1", b: "1" },
      0,
    ],
    ["rows: latest, the last of them alone", { rows: "latest" }, THRICE, [{ at: 5, keys: { loan_id: "A-17" }, label: 1 }], { b: "1" }, 0],
    [
      "rows: latest, and another truth later is of the row scored since",
      { rows: "latest" },
      THRICE,
      [
        { at: 5, keys: { loan_id: "A-17" }, label: 1 },
        { at: 7, keys: { loan_id: "A-17" }, label: 0 },
      ],
      { b: "1", late: "0" },
      0,
    ],
    [
      "a later label revises, a withdrawal takes back, the same again changes nothing",
      {},
      [...THRICE, { id: "c", at: 1, loan: "C" }],
      [
        { at: 3, keys: { loan_id: "A-17" }, label: 1 },
        { at: 5, keys: { loan_id: "A-17" }, label: 0 },
        { at: 5, keys: { loan_id: "A-17" }, label: 0 },
        { at: 3, keys: { loan_id: "C" }, label: 1 },
        { at: 4, keys: { loan_id: "C" }, withdrawn: true },
      ],
      { a: "0", b: "0" },
      0,
    ],
    [
      "a label by id and one by key are of one row: the later holds",
      {},
      THRICE,
      [
        { at: 3, requestId: "a", label: 1 },
        { at: 5, keys: { loan_id: "A-17" }, label: 0 },
        { at: 7, requestId: "b", label: 1 },
      ],
      { a: "0", b: "1" },
      0,
    ],
    ["a number is found by the number and by its text", {}, [{ id: "n", at: 1, loan: 17 }], [{ at: 2, keys: { loan_id: 17 }, label: 1 }], { n: "1" }, 0],
    [
      "text that reads as a number finds the number, too",
      {},
      [{ id: "n", at: 1, loan: 17.5 }],
      [{ at: 2, keys: { loan_id: "17.5" }, label: 1 }],
      { n: "1" },
      0,
    ],
    ["a tag", { key: "Tenant" }, [{ id: "t", at: 1, tags: { tenant: "acme" } }], [{ at: 2, keys: { Tenant: "acme" }, label: 1 }], { t: "1" }, 0],
    [
      "several names together, in any order",
      { key: ["loan_id", "tenant"] },
      [
        { id: "t", at: 1, loan: 7, tags: { tenant: "acme" } },
        { id: "u", at: 1, loan: 7, tags: { tenant: "other" } },
        { id: "v", at: 1, loan: 7 },
      ],
      [{ at: 2, keys: { tenant: "acme", loan_id: 7 }, label: 1 }],
      { t: "1" },
      0,
    ],
    [
      "a key that no row has is counted, once however often it is said",
      {},
      THRICE,
      [
        { at: 5, keys: { loan_id: "Z" }, label: 1 },
        { at: 6, keys: { loan_id: "Z" }, label: 0 },
      ],
      {},
      1,
    ],
  ];
  test.each(cases)("%s", async (_, labels, rows, said, expected, alone) => {
    const monitored = monitoredBy({ key: "loan_id", ...labels });
    await score(rows);
    expect(await say(monitored, said)).toEqual(said.map(() => 202));
    const known = Object.fromEntries(Object.entries(await labelled(monitored)).filter(([id]) => id !== ""));
    expect(known).toEqual(expected);
    expect(await unmatched()).toBe(alone);
  });

  test("a label that comes before its row finds it when that comes", async () => {
    const monitored = monitoredBy({ key: "loan_id" });
    await say(monitored, [{ at: 5, keys: { loan_id: "A-17" }, label: 1 }]);
    expect(await unmatched()).toBe(1);
    await score(THRICE);
    expect([await labelled(monitored), await unmatched()]).toEqual([{ a: "1", b: "1" }, 0]);
  });

  const refused: [string, object, Omit<Given, "at">, string, string][] = [
    [
      "a model without labels.key",
      {},
      { keys: { loan_id: "A" }, label: 1 },
      "#/0/keys",
      "the model declares no models[].labels.key; expected it there, or a request id here",
    ],
    ["another name", { key: "loan_id" }, { keys: { loan: "A" }, label: 1 }, "#/0/keys", "got loan; expected loan_id (models[].labels.key)"],
    [
      "one of two names",
      { key: ["loan_id", "tenant"] },
      { keys: { loan_id: 7 }, label: 1 },
      "#/0/keys",
      "got loan_id; expected loan_id, tenant (models[].labels.key)",
    ],
    [
      "an id beside keys",
      { key: "loan_id" },
      { keys: { loan_id: 7 }, requestId: "r", label: 1 },
      "#/0/keys",
      "there is a request id too; expected one of the two",
    ],
    [
      "an empty key",
      { key: "loan_id" },
      { keys: { loan_id: "" }, label: 1 },
      "#/0/keys/loan_id",
      "expected text of 1 to 176 bytes, a truth value, or a number (a whole one beyond 2⁵³ as text)",
    ],
    [
      "a number that a double rounds",
      { key: "loan_id" },
      { keys: { loan_id: 2 ** 60 }, label: 1 },
      "#/0/keys/loan_id",
      "expected text of 1 to 176 bytes, a truth value, or a number (a whole one beyond 2⁵³ as text)",
    ],
  ];
  test.each(refused)("refused: %s", async (_, labels, said, pointer, detail) => {
    const app = createApp(testParts(clickhouse.store, { models: [monitoredBy({ ...labels })] }));
    const body = JSON.stringify({ model: "m", ...said });
    const response = await app.request("/api/v1/labels", { method: "POST", body, headers: { "content-type": "application/json" } });
    expect([response.status, ((await response.json()) as { errors: unknown }).errors]).toEqual([422, [{ pointer, detail }]]);
  });
});

test("decay, a range's performance, late windows and the finding's rows all read labels by key", async () => {
  const monitored = monitoredBy({ key: "loan_id" });
  await score(THRICE);
  await say(monitored, [
    { at: 5, keys: { loan_id: "A-17" }, label: 1 },
    { at: 5, requestId: "other", label: 0 },
  ]);
  const findings = await decayAnalyzer.judge(monitored, [WINDOW], clickhouse.store, NOW);
  const finding = findings.find(({ subject }) => subject === "labels");
  expect(finding).toMatchObject({ rows: 3, evidence: { labelledRows: 3, predictedRows: 4 } });
  if (finding === undefined) throw new Error("no finding on labels");
  expect(await rangePerformance(clickhouse.store, monitored.schema, [WINDOW], { timeZone: "UTC", now: NOW, grid: gridOfColumn([], "score") })).toMatchObject([
    { labelled: 3, positives: 2 },
  ]);
  const contents = await windowContents(clickhouse.store, { name: "m", labels: monitored.schema.labels }, "decay", [WINDOW]);
  expect(contents(START).labels).toBe(3);
  expect(await queryEvidenceCount(clickhouse.store, windowOf(finding))).toMatchObject({ rows: 4, labelled: 3 });
  expect(await clickhouse.store.query(copyableSql(windowOf(finding)))).toMatchObject([{ rows: 4, labelled: 3 }]);
  const shown = await queryEvidenceRows(clickhouse.store, windowOf(finding));
  expect(shown.map((row) => `${row["request_id"]} ${row["label"]}`).sort()).toEqual(["a 1", "b 1", "other 0"]);
});

test("labels by key that are none of the model's classes are counted apart", async () => {
  const monitored = monitoredBy({ key: "loan_id" });
  await say(monitored, [
    { at: 5, keys: { loan_id: "A" }, label: "banana" },
    { at: 5, keys: { loan_id: "B" }, label: "pear" },
    { at: 5, keys: { loan_id: "C" }, label: 1 },
  ]);
  expect(await queryUnknownLabels(clickhouse.store, modelSchema.parse({ ...monitored.schema, classes: ["0", "1"] }), START + 2 * DAY_MS)).toEqual({
    rows: 2,
    examples: ["banana", "pear"],
  });
});

test("an erasure takes labels by key once no other row has the key", async () => {
  const monitored = monitoredBy({ key: "loan_id" });
  const left = async () => (await clickhouse.store.query<{ loan: string }>("SELECT keys['loan_id'] AS loan FROM labels ORDER BY loan")).map(({ loan }) => loan);
  await score(THRICE);
  await say(monitored, [
    { at: 7, keys: { loan_id: "A-17" }, label: 1 },
    { at: 7, keys: { loan_id: "A-18" }, label: 1 },
  ]);
  const subject = (...requestIds: readonly string[]) => ({ model: "m", requestIds });
  expect((await erase(clickhouse.store, subject("a"), [], { now: NOW, dryRun: false })).labels).toBe(0);
  expect(await left()).toEqual(["A-17", "A-18"]);
  expect((await erase(clickhouse.store, subject("b", "late"), [], { now: NOW, dryRun: false })).labels).toBe(1);
  expect(await left()).toEqual(["A-18"]);
});
