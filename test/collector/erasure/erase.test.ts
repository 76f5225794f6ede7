import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { erase } from "../../../collector/erasure/erase.ts";
import { without } from "../../../collector/erasure/forget-values.ts";
import { hashedRequestId, pseudonym } from "../../../collector/events/privacy/pseudonym.ts";
import type { PrivacyKeys } from "../../../collector/events/privacy/privacy-keys.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { randomOf } from "../../analyzers/drift/synthetic.ts";
import { requestRow } from "../../analyzers/errors/request-rows.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });
const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 1, 10);
const NOW = START + 100 * HOUR;
/** In a category that is nobody else's, ids, tags, errors, findings. */
const SUBJECT = "Subject-X";
const NAME = "Subject-X of Ulm";
const keys: PrivacyKeys = ["k1", "k2"].map((id, index) => ({ id, secret: randomBytes(32), from: index === 0 ? Number.NEGATIVE_INFINITY : START + HOUR }));

let clickhouse: TestClickHouse;
let store: Store;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
  store = clickhouse.store;
});
afterAll(() => clickhouse[Symbol.asyncDispose]());

interface Row {
  readonly at: number;
  readonly id: string;
  readonly ofSubject: boolean;
  readonly value: object;
}

/** Two hours of traffic of which every tenth request is the subject's. @param tag what its tag says */
function traffic(tag: string): readonly Row[] {
  const random = randomOf(11);
  return Array.from({ length: 240 }, (_, index) => {
    const [at, ofSubject] = [START + index * 30_000 + 17, index % 10 === 3];
    const id = ofSubject ? `${SUBJECT}-${index}` : `r${index}`;
    const value = {
      event_time: at,
      received_time: at + 5,
      version: index % 2 === 0 ? "1" : "2",
      variant: "",
      request_id: id,
      row_number: 0,
      feature_numbers: { n: index % 3 === 0 ? 7 : random.normal(), m: index },
      feature_categories: { plan: "basic", name: ofSubject ? NAME : `n${index % 4}` },
      feature_vectors: { v: [index, 1] },
      missing_features: index % 5 === 3 ? ["age"] : [],
      prediction_numbers: { p: random.uniform() },
      prediction_categories: { class: "a" },
      tags: { customer: ofSubject ? tag : "other" },
    };
    return { at, id, ofSubject, value };
  });
}

/** The traffic of a model, in three parts; between them the grid changes, in the middle of a minute. */
async function served(model: string, rows: readonly Row[]): Promise<void> {
  for (const part of [0, 1, 2]) {
    await store.insert("grids", [{ model, feature: "n", grid: part + 1, location: part, scale: 1 + part, resolution: 50, created_time: START }]);
    const some = rows.filter(({ at }) => Math.min(2, Math.floor((at - START) / 2_415_000)) === part);
    await store.insert(
      "inferences",
      some.map(({ value }) => ({ model, ...value })),
    );
    await store.insert(
      "requests",
      some.map(({ id, at, ofSubject }) => ({ ...requestRow(id, at), model, error_message: ofSubject ? `bad name ${NAME}` : "" })),
    );
    await store.insert(
      "labels",
      some.map(({ id, at }) => ({ model, request_id: id, row_number: 0, label: "1", observed_time: at, received_time: at, source: "t" })),
    );
  }
}

/** What was written of the model's rows. */
async function written(model: string): Promise<void> {
  const at = { judged_time: NOW, window_start: START, window_end: START + HOUR };
  const finding = {
    analyzer: "drift",
    model,
    version: "",
    subject: "name",
    verdict: "drifted",
    material: true,
    severity: "warning",
    cause: "",
    threshold_source: "",
    effect_unit: "",
    coverage: 1,
    rows: 9,
  };
  const evidence = JSON.stringify({ checks: [{ detail: `new levels "${NAME}", n1` }], distribution: { categories: [NAME, "n1"] } });
  await store.insert("findings", [
    { finding_id: `${model}-1`, revision: 1, ...finding, ...at, summary: `name has the new level "${NAME}".`, statistic_name: "tv", evidence, inputs: "{}" },
    {
      finding_id: `${model}-2`,
      revision: 1,
      ...finding,
      ...at,
      summary: "name has the new level n2.",
      statistic_name: "tv",
      evidence: '{"checks":[]}',
      inputs: "{}",
    },
  ]);
  const alert = {
    alert_id: model,
    name: "a",
    model,
    subject: "name",
    analyzer: "drift",
    cause: "",
    severity: "warning",
    state: "firing",
    started_time: START,
    updated_time: NOW,
  };
  await store.insert("alerts", [{ ...alert, revision: 3, summary: `name: ${NAME} is new` }]);
  const notification = {
    alert_id: model,
    channel: "email",
    receiver: "t",
    status: "delivered",
    attempts: 1,
    error: "",
    event: "firing",
    event_time: NOW,
    updated_time: NOW,
  };
  await store.insert("notifications", [{ notification_id: model, ...notification, revision: 1, subject: `${NAME}: new` }]);
  await store.insert("baseline_parts", [
    { part_id: "p", model, block_start: START, block_end: NOW, layout: "l", rows: 3, created_time: NOW, document: JSON.stringify({ counts: [[NAME, 1]] }) },
  ]);
  const letter = { received_time: START, topic: "tidemark.inferences", partition: 0, offset: 0, origin: "capture" };
  await store.insert("dead_letters", [
    { ...letter, reason: "not JSON", raw: `{"id": "${SUBJECT}-3", "x": ` },
    { ...letter, reason: "not JSON", raw: '{"id": "r1", "x": ' },
  ]);
}

const ROLLUPS = {
  scored_rows_1m: "minute, version, variant",
  feature_missing_1m: "minute, version, variant, feature, kind",
  feature_categories_1m: "minute, version, variant, feature, kind, category",
  feature_buckets_1m: "minute, version, variant, feature, kind, grid, bucket",
  feature_categories_1h: "hour, version, variant, feature, kind, category",
  feature_buckets_1h: "hour, version, variant, feature, kind, grid, bucket",
};

/** Everything that is counted of a model, whoever asks how. */
async function counted(model: string): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  for (const [table, key] of Object.entries(ROLLUPS)) {
    const total = table.includes("buckets") ? ", round(sum(total), 6) + 0 AS summed" : "";
    all[table] = await store.query(
      `SELECT ${key}, sum(rows) AS counted${total} FROM {table: Identifier} WHERE model = {model: String} GROUP BY ${key} ORDER BY ${key}`,
      { table, model },
    );
  }
  for (const table of ["inferences", "requests", "labels"])
    all[table] = await store.query("SELECT * EXCEPT model FROM {table: Identifier} WHERE model = {model: String} ORDER BY request_id", { table, model });
  return all;
}

/** Where the subject is still found. */
async function traces(of = /Subject-X/): Promise<readonly string[]> {
  const tables = await store.query<{ name: string }>("SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'");
  const found: string[] = [];
  for (const { name } of tables)
    if ((await store.query("SELECT * FROM {name: Identifier}", { name })).some((row) => of.test(JSON.stringify(row)))) found.push(name);
  return found;
}

async function everything(): Promise<string> {
  const tables = await store.query<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != 'erasures'",
  );
  const rows = await Promise.all(tables.map(({ name }) => store.query("SELECT * FROM {name: Identifier}", { name })));
  return JSON.stringify(rows.map((some) => some.map((row) => JSON.stringify(row)).sort()));
}

beforeEach(async () => {
  const tables = await store.query<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != 'schema_migrations'",
  );
  await Promise.all(tables.map(({ name }) => store.command("TRUNCATE TABLE {name: Identifier}", { name })));
});

const byTag = { model: "", requestIds: [], tag: { name: "customer", value: SUBJECT } };
const REAL = { now: NOW, dryRun: false };

describe("an erasure", () => {
  test("by a tag: what is left is what there would be without the subject, in rows and every rollup; nothing of it is found anywhere", async () => {
    const rows = traffic(SUBJECT);
    await served("with", rows);
    await written("with");
    const erased = await erase(store, byTag, [], REAL);
    expect(erased).toMatchObject({
      models: ["with"],
      requests: 24,
      rows: 24,
      labels: 24,
      deadLetters: 1,
      findings: 1,
      messages: 2,
      baselineParts: 1,
      baselines: [],
      resumed: 0,
    });
    expect(await traces()).toEqual([]);
    await served(
      "without",
      rows.filter(({ ofSubject }) => !ofSubject),
    );
    expect(await counted("with")).toEqual(await counted("without"));
    const [finding] = await store.query<{ summary: string; evidence: string }>("SELECT summary, evidence FROM findings FINAL WHERE finding_id = 'with-1'");
    expect(finding?.summary).toBe('name has the new level "(erased)".');
    expect(JSON.parse(finding?.evidence ?? "")).toMatchObject({
      checks: [{ detail: 'new levels "(erased)", n1' }],
      distribution: { categories: ["(erased)", "n1"] },
    });
    expect(await store.query("SELECT model, requests, rows, labels, state, plan FROM erasures FINAL")).toEqual([
      { model: "with", requests: 24, rows: 24, labels: 24, state: "done", plan: "" },
    ]);
  });

  test("again finds nothing, and changes nothing", async () => {
    await served("with", traffic(SUBJECT));
    await written("with");
    await erase(store, byTag, [], REAL);
    const before = await everything();
    const again = await erase(store, byTag, [], { now: NOW + 1, dryRun: false });
    expect(again).toMatchObject({ models: [], requests: 0, rows: 0, labels: 0, deadLetters: 0, findings: 0, resumed: 0 });
    expect(await everything()).toBe(before);
  });

  test("tried only, it says what there is and takes nothing", async () => {
    await served("with", traffic(SUBJECT));
    await written("with");
    const before = await everything();
    expect(await erase(store, byTag, [], { now: NOW, dryRun: true })).toMatchObject({ requests: 24, rows: 24, labels: 24, deadLetters: 1 });
    expect(await everything()).toBe(before);
    expect(await store.query("SELECT * FROM erasures")).toEqual([]);
  });

  test("by ids, of one model alone: others keep theirs, and what others have too stays", async () => {
    await served("with", traffic(SUBJECT));
    await served("beside", traffic(SUBJECT));
    const beside = await counted("beside");
    expect(await erase(store, { model: "with", requestIds: [`${SUBJECT}-3`, "r1", "never"] }, [], REAL)).toMatchObject({
      models: ["with"],
      requests: 2,
      rows: 2,
    });
    expect(await counted("beside")).toEqual(beside);
    const [names] = await store.query<{ names: string[] }>(
      "SELECT groupUniqArray(category) AS names FROM feature_categories_1m WHERE model = 'with' AND feature = 'name'",
    );
    expect([...(names?.names ?? [])].sort()).toEqual([NAME, "n0", "n1", "n2", "n3"].sort());
  });

  test("of what is hashed: ids and tags are found under every key", async () => {
    const rows = traffic("").map(({ at, id, value, ofSubject }) => {
      const key = keys.findLast(({ from }) => from <= at);
      const tags = { customer: ofSubject && key !== undefined ? pseudonym(key, "customer", SUBJECT) : "other" };
      const hashed = hashedRequestId(keys, id);
      return { at, id: hashed, ofSubject, value: { ...value, request_id: hashed, tags, feature_categories: {} } };
    });
    await served("with", rows);
    expect(await erase(store, { model: "", requestIds: ["r1"] }, keys, REAL)).toMatchObject({ requests: 1, rows: 1, labels: 1 });
    expect(await erase(store, byTag, keys, REAL)).toMatchObject({ requests: 24, rows: 24 });
    expect(await store.query("SELECT countIf(tags['customer'] != 'other') AS n FROM inferences")).toEqual([{ n: 0 }]);
  });

  test("rows beside the sample, a request without rows and a label without a request go too", async () => {
    await store.insert("inferences_beside", [{ model: "with", ...traffic(SUBJECT)[3]?.value }]);
    await store.insert("requests", [{ ...requestRow("failed-1", START), model: "with" }]);
    await store.insert("labels", [
      { model: "with", request_id: "early-1", row_number: 0, label: "1", observed_time: START, received_time: START, source: "t" },
    ]);
    expect(await erase(store, { model: "", requestIds: ["failed-1", "early-1", `${SUBJECT}-3`] }, [], REAL)).toMatchObject({ requests: 1, rows: 1, labels: 1 });
    expect(await traces(/failed-1|early-1|Subject-X/)).toEqual([]);
  });
});

test.each([1, 5, 9, 14])("broken off after %i steps it is finished by the next, and nothing is taken twice", async (steps) => {
  const rows = traffic(SUBJECT);
  await served("with", rows);
  await written("with");
  let left = steps;
  const step = <T>(doing: () => Promise<T>): Promise<T> => (left-- > 0 ? doing() : Promise.reject(new Error("killed")));
  const dying: Store = {
    query: (sql, parameters) => store.query(sql, parameters),
    read: (sql, parameters) => store.read(sql, parameters),
    command: (sql, parameters) => step(() => store.command(sql, parameters)),
    insert: (table, some, options) => step(() => store.insert(table, some, options)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  await expect(erase(dying, byTag, [], REAL)).rejects.toThrow("killed");
  await erase(store, byTag, [], { now: NOW + 1, dryRun: false });
  expect(await traces()).toEqual([]);
  await served(
    "without",
    rows.filter(({ ofSubject }) => !ofSubject),
  );
  expect(await counted("with")).toEqual(await counted("without"));
});

describe("a text without values", () => {
  test.each([
    ["a value that is all of it", "ab", ["ab"], "(erased)"],
    ["a value among words", "new level Anna-Lena, and Anna", ["Anna"], "new level (erased)-Lena, and (erased)"],
    ["a part of a word stays", "Annapolis and Anna", ["Anna"], "Annapolis and (erased)"],
    ["one of two characters only where it stands alone", "a DL in DL", ["DL"], "a DL in DL"],
    ["JSON stays JSON", '{"a":["x \\"q\\" y","DL"],"n":1}', ['x "q" y', "DL"], '{"a":["(erased)","(erased)"],"n":1}'],
    ["signs of expressions mean themselves", "cost (a+b)* rose", ["(a+b)*"], "cost (erased) rose"],
  ])("%s", (_, text, values, expected) => expect(without(text, values)).toBe(expected));
});
