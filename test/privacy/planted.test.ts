import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { Kafka, logLevel } from "kafkajs";
import { createNoopMeter } from "@opentelemetry/api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelSchema } from "../../collector/events/model-schema.ts";
import { privacyConfig } from "../../collector/events/privacy/privacy-config.ts";
import { readPrivacyKeys } from "../../collector/events/privacy/privacy-keys.ts";
import { startCollector } from "../../collector/ingest/collector.ts";
import { ingestCounters } from "../../collector/ingest/ingest-counters.ts";
import { TOPICS } from "../../collector/log/log.ts";
import type { Log } from "../../collector/log/log.ts";
import { openLog } from "../../collector/log/open-log.ts";
import { logConfig } from "../../collector/log/log-config.ts";
import { kafkaConfig } from "../../collector/log/kafka/kafka-config.ts";
import { labelPrivacy } from "../../dashboards/api/label-privacy.ts";
import { createApp } from "../../dashboards/app.ts";
import { createLogger, createTelemetry } from "../../telemetry.ts";
import { testParts } from "../dashboards/support/test-parts.ts";
import { startServer } from "../serving/support/servers.ts";
import { startTestSidecar, temporaryFolder } from "../serving/support/sidecars.ts";
import { startTestClickHouse, type TestClickHouse } from "../support/clickhouse.ts";
import { noKafkaBecause, startKafkaBroker } from "../support/kafka-broker.ts";
import { model, PLANTED, PLANTED_NAMES, plantByHand, SECRET, TRACES } from "./planted.ts";

const schema = modelSchema.parse({
  name: "churn",
  task: "binary",
  classes: ["0", "1"],
  score: "score",
  features: [
    { name: "tenure", type: "numeric" },
    { name: "plan", type: "categorical" },
  ],
});

/** One rule of each kind; whatever else is asked for is in each case. */
const RULES = [
  { fields: ["customer_id"], action: "hash" },
  { fields: ["customer", "email", "explanation"], action: "drop" },
  { fields: ["phone"], action: "mask", last: 2 },
  { fields: ["income"], action: "bin", width: 1_000_000 },
  { fields: ["f*"], models: ["none"], action: "drop" },
  { tags: ["tenant"], action: "hash" },
  { tags: ["note", "variant", "source"], action: "drop" },
] as const;

let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
});
afterAll(() => clickhouse[Symbol.asyncDispose]());

/** All that was written anywhere, as text by where it was. */
type Written = ReadonlyMap<string, string>;

interface Asked {
  readonly privacy: object;
  readonly planted: typeof PLANTED;
  readonly kafka?: string;
}

async function traffic({ privacy: asked, planted, kafka }: Asked): Promise<Written> {
  using folder = temporaryFolder();
  const keysFile = join(folder.path, "keys");
  writeFileSync(keysFile, `k1 ${randomBytes(32).toString("base64")}\n`);
  const privacy = privacyConfig.parse({ keysFile, ...asked });
  let said = "";
  const logger = createLogger(new Writable({ write: (chunk: Buffer, _, done) => ((said += chunk.toString()), done()) }));
  const written = new Map<string, string>();
  {
    await using upstream = await startServer(model);
    const brokers = kafka === undefined ? undefined : kafkaConfig.parse({ brokers: [kafka] });
    await using log = await openLog({ kafka: brokers, directory: folder.path, embedded: logConfig.parse({}) });
    await using running = await startTestSidecar({ upstream: { url: upstream.url } }, { log, logger, privacy, schemas: [schema] });
    for (const { path, method = "POST", headers = {}, body } of planted)
      await fetch(running.sidecar.address + path, { method, headers, ...(body === undefined ? {} : { body }) })
        .then((answer) => answer.arrayBuffer())
        .catch(() => undefined);
    await plantByHand(running.sidecar.address);
    await running.sidecar.flush();
    const parts = testParts(clickhouse.store, { log, labelPrivacy: labelPrivacy(privacy, await readPrivacyKeys(privacy.keysFile)), logger });
    const app = createApp(parts);
    await sendLabels(app);
    await collect(log, logger);
    written.set("the spool", filesIn(running.spool));
    for (const path of ["/", "/reports/churn", "/reports/churn.json", "/metrics", "/api/v1/findings", "/api/v1/alerts"])
      written.set(`the page ${path}`, await (await app.request(path)).text());
  }
  written.set("the log", kafka === undefined ? filesIn(join(folder.path, "log")) : await kafkaMessages(kafka));
  written.set("the application's log", said);
  for (const { name } of await clickhouse.store.query<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine NOT LIKE '%View'",
  ))
    written.set(`the table ${name}`, (await clickhouse.store.query("SELECT * FROM {name: Identifier}", { name })).map((row) => JSON.stringify(row)).join("\n"));
  return written;
}

async function sendLabels(app: ReturnType<typeof createApp>): Promise<void> {
  const post = (label: object) =>
    app.request("/api/v1/labels", { method: "POST", body: JSON.stringify(label), headers: { "content-type": "application/json" } });
  await post({ model: "churn", requestId: SECRET, label: 1, source: SECRET });
  await post({ model: "other", requestId: SECRET, label: SECRET });
}

async function collect(log: Log, logger: ReturnType<typeof createLogger>): Promise<void> {
  const config = { maxBatchBytes: 1 << 20, lingerMs: 20, concurrency: 2 };
  const counters = ingestCounters(createNoopMeter(), createTelemetry(logger).logger);
  await using collector = await startCollector({ log, store: clickhouse.store, config, counters });
  await collector.caughtUp();
}

function filesIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((file) => `${file.name}\n${readFileSync(join(file.parentPath, file.name), "latin1")}`).join("\n");
}

/** Keys, headers and values of all topics. */
async function kafkaMessages(broker: string): Promise<string> {
  const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: `grep-${randomBytes(4).toString("hex")}` });
  const found: string[] = [];
  await consumer.connect();
  await consumer.subscribe({ topics: [...TOPICS], fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) =>
      void found.push(JSON.stringify(message.headers), message.key?.toString() ?? "", message.value?.toString("latin1") ?? ""),
  });
  for (let before = -1; before !== found.length || before === 0; await sleep(3_000)) before = found.length;
  await consumer.disconnect();
  return found.join("\n");
}

const tracesIn = (written: Written): string[] => [...written].filter(([, text]) => TRACES.some((trace) => trace.test(text))).map(([where]) => where);

async function emptied(): Promise<void> {
  const tables = await clickhouse.store.query<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != 'schema_migrations'",
  );
  for (const { name } of tables) await clickhouse.store.command("TRUNCATE TABLE {name: Identifier}", { name });
}

describe("a secret that a request carries anywhere is found nowhere", () => {
  test("without rules it is found in the log, rows, dead letters, errors and labels: the search finds what there is", async () => {
    await emptied();
    const found = tracesIn(await traffic({ privacy: { texts: "keep" }, planted: [...PLANTED, ...PLANTED_NAMES] }));
    expect(found).toEqual(
      expect.arrayContaining(["the log", "the spool", "the table requests", "the table inferences", "the table dead_letters", "the table labels"]),
    );
  });

  test.each([
    ["rules that name what is private", { rules: RULES, requestIds: "hash" }, PLANTED],
    ["only what is declared is kept", { rules: RULES.slice(0, 4), undeclared: "drop", requestIds: "hash" }, [...PLANTED, ...PLANTED_NAMES]],
  ])("%s", async (_, privacy, planted) => {
    await emptied();
    const written = await traffic({ privacy, planted });
    expect(tracesIn(written)).toEqual([]);
    const rows = await clickhouse.store.query<{ n: number; hashed: number; binned: number }>(
      `SELECT count() AS n, countIf(feature_categories['customer_id'] LIKE '#k1:%') AS hashed, countIf(feature_numbers['income'] = 867000000) AS binned FROM inferences`,
    );
    expect(rows[0]?.n).toBeGreaterThan(8);
    expect(rows[0]?.hashed).toBeGreaterThan(3);
    expect(rows[0]?.binned).toBeGreaterThan(3);
    const [letters] = await clickhouse.store.query<{ n: number; told: number; raw: number }>(
      "SELECT count() AS n, countIf(match(reason, 'body withheld \\\\([0-9]+ bytes, #k1:')) AS told, sum(length(raw)) AS raw FROM dead_letters WHERE origin = 'capture'",
    );
    expect(letters).toMatchObject({ n: letters?.told, raw: 0 });
    expect(letters?.n).toBeGreaterThan(2);
    const [labelled] = await clickhouse.store.query<{ n: number }>(
      "SELECT count() AS n FROM labels WHERE (model, request_id) IN (SELECT model, request_id FROM inferences)",
    );
    expect(labelled?.n).toBe(1);
  });
});

const noKafka = await noKafkaBecause();
test.skipIf(noKafka !== undefined)(
  "the same on Kafka: keys, headers and values of every topic",
  async () => {
    await emptied();
    await using broker = await startKafkaBroker();
    const written = await traffic({ privacy: { rules: RULES, requestIds: "hash" }, planted: PLANTED, kafka: broker.brokers });
    expect(written.get("the log")).toContain("#k1:");
    expect(tracesIn(written)).toEqual([]);
  },
  180_000,
);
