import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openMonitorBaselines, type MonitorBaselines } from "../../../analyzers/baseline/monitor-baselines.ts";
import { readCounts } from "../../../analyzers/baseline/read-counts.ts";
import { driftAnalyzer } from "../../../analyzers/drift/analyzer.ts";
import { monitorConfig } from "../../../analyzers/monitoring/monitor-config.ts";
import { withBaselines } from "../../../analyzers/monitoring/with-baselines.ts";
import { modelSchema } from "../../../collector/events/model-schema.ts";
import { applyRule } from "../../../collector/events/privacy/apply-rule.ts";
import { fieldRules } from "../../../collector/events/privacy/field-rules.ts";
import { privacyConfig } from "../../../collector/events/privacy/privacy-config.ts";
import { keyAt, parsePrivacyKeys } from "../../../collector/events/privacy/privacy-keys.ts";
import { privateSchema } from "../../../collector/events/privacy/private-schema.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { randomOf } from "../drift/synthetic.ts";
import { serveRows } from "./serve-rows.ts";

const DAY = 86_400_000;
const START = Date.UTC(2026, 2, 1);
const ROWS = 120;
/** Days of the file; served are those behind it, of which the rotation is in the middle. */
const FILE_DAYS = 40;
const ROTATION = START + 46 * DAY;

const secret = (byte: number) => Buffer.alloc(32, byte).toString("base64");
const keys = parsePrivacyKeys(`k1 ${secret(1)}\nk2 ${secret(2)} ${new Date(ROTATION).toISOString()}\n`, "keys");
const declared = modelSchema.parse({
  name: "m",
  task: "binary",
  features: [
    { name: "account", type: "numeric" },
    { name: "city", type: "categorical" },
    { name: "postcode", type: "categorical" },
    { name: "income", type: "numeric" },
    { name: "age", type: "numeric" },
    { name: "email", type: "categorical" },
    { name: "tenure", type: "numeric" },
  ],
});
const privacy = privacyConfig.parse({
  keysFile: "keys",
  rules: [
    { fields: ["account", "city"], action: "hash" },
    { fields: ["postcode"], action: "mask", first: 2 },
    { fields: ["income"], action: "bin", width: 0.7 },
    { fields: ["age"], action: "bin", edges: [18, 30.5, 65] },
    { fields: ["email"], action: "drop" },
  ],
});
const rules = fieldRules(privacy, "m", declared, []);
const schema = privateSchema(declared, rules);

type Values = Readonly<Record<string, number | string>>;

/** Rows as clients send them. */
function day(number: number): readonly { readonly at: number; readonly values: Values }[] {
  const random = randomOf(number + 1);
  return Array.from({ length: ROWS }, (_, row) => ({
    at: START + number * DAY + row * (DAY / ROWS),
    values: {
      account: 9_000_000_000 + Math.floor(random.uniform() * 5),
      city: ["Köln", "Bonn", "Ulm, süd"][Math.floor(random.uniform() * 3)] ?? "",
      postcode: String(10_000 + Math.floor(random.uniform() * 40_000)),
      income: 10 * random.normal(),
      age: Math.floor(random.uniform() * 90),
      email: `${row}@example.org`,
      tenure: random.normal(),
    },
  }));
}

let clickhouse: TestClickHouse;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-kept-"));
  clickhouse = await startTestClickHouse();
  const rows = Array.from({ length: FILE_DAYS }, (_, number) => day(number)).flat();
  await writeFile(
    join(folder, "training.jsonl"),
    rows.map(({ at, values }) => JSON.stringify({ event_time: new Date(at).toISOString(), ...values })).join("\n"),
  );
  for (let number = FILE_DAYS; number < 52; number++)
    await serveRows(
      clickhouse.store,
      "m",
      day(number).map(({ at, values }) => ({ at, ...captured(values, at) })),
    );
});
afterAll(async () => {
  await clickhouse[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** As the capture thread keeps them. */
function captured(values: Values, at: number) {
  const kept = Object.entries(values).map(([name, value]) => {
    const rule = rules.ofField(name);
    return [name, rule === undefined ? value : applyRule(rule, name, value, keyAt(keys, at))] as const;
  });
  return {
    numbers: Object.fromEntries(kept.filter((one): one is [string, number] => typeof one[1] === "number")),
    categories: Object.fromEntries(kept.filter((one): one is [string, string] => typeof one[1] === "string")),
  };
}

const window = (number: number) => ({ start: START + number * DAY, end: START + (number + 1) * DAY });

function open(privately: boolean, baseline: object = { file: "training.jsonl" }): Promise<MonitorBaselines> {
  return openMonitorBaselines(
    clickhouse.store,
    monitorConfig.parse({ model: "m", baseline }).baseline,
    { schema: privately ? schema : declared, timeZone: "UTC", window: "1d" },
    { pathOf: (file) => join(folder, file), now: () => ROTATION + DAY, ...(privately ? { privacy: { rules, keys } } : {}) },
  );
}

async function verdicts(baselines: MonitorBaselines, from: number, to: number): Promise<Record<string, readonly string[]>> {
  const config = monitorConfig.parse({ model: "m", baseline: { file: "f" } });
  const analyzer = withBaselines(driftAnalyzer, new Map([["m", baselines]]));
  const windows = Array.from({ length: to - from }, (_, index) => window(from + index));
  const findings = await analyzer.judge({ config, schema, baseline: baselines.initial }, windows, clickhouse.store, ROTATION + 30 * DAY);
  const bySubject = Map.groupBy(findings, (finding) => finding.subject);
  return Object.fromEntries([...bySubject].map(([subject, ofSubject]) => [subject, ofSubject.map(({ verdict }) => verdict)]));
}

describe("a baseline of a file, as capture would have kept it", () => {
  test("is hashed with each key for the windows of that key, so that a rotation is no drift and no gap", async () => {
    const found = await verdicts(await open(true), FILE_DAYS, 52);
    expect(Object.keys(found).sort()).toEqual(["account", "age", "city", "income", "postcode", "tenure"]);
    for (const verdict of Object.values(found).flat()) expect(verdict).toBe("ok");
  });

  test("read as it is, masked values drift, and hashed ones are not compared: the test would see it", async () => {
    const found = await verdicts(await open(false), FILE_DAYS, FILE_DAYS + 3);
    expect([found["postcode"], found["city"]]).toEqual([Array(3).fill("drifted"), Array(3).fill("noData")]);
  });

  test("its values fall into the very buckets and categories that captured rows do", async () => {
    const baselines = await open(true, { file: "training.jsonl", name: "same" });
    const [baseline] = await baselines.forWindows([window(1)]);
    if (baseline === undefined) throw new Error("no baseline");
    await serveRows(
      clickhouse.store,
      "copy",
      day(1).map(({ at, values }) => ({ at, ...captured(values, at) })),
    );
    const [counts] = await readCounts(clickhouse.store, { model: "copy", version: "", columns: baseline.columns, source: "rows" }, [window(1)]);
    const sorted = (of: ReadonlyMap<string | number, number> | undefined) => [...(of ?? [])].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
    for (const [index, column] of baseline.columns.entries())
      expect([column.name, sorted(column.blocks[1]?.counts)]).toEqual([column.name, sorted(counts?.columns[index]?.counts)]);
  });
});

test("a baseline of served rows has no data on hashed columns until it knows the new key, then it has", async () => {
  const found = await verdicts(await open(true, { trailing: "4d" }), 46, 51);
  expect(found["tenure"]?.every((verdict) => verdict === "ok")).toBe(true);
  expect(found["city"]?.[0]).toBe("noData");
  expect(found["city"]?.slice(-1)).toEqual(["ok"]);
  expect(Object.values(found).flat()).not.toContain("drifted");
});
