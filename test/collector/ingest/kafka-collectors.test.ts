import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { kafkaConfig } from "../../../collector/log/kafka/kafka-config.ts";
import { openKafkaLog } from "../../../collector/log/kafka/kafka-log.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { type KafkaBroker, noKafkaBecause, startKafkaBroker } from "../../support/kafka-broker.ts";
import { until } from "../log/conformance.ts";
import { inferenceMessage } from "./support/messages.ts";
import { emptyTables, exactly, storedRows } from "./support/stored-rows.ts";

const PROCESS = join(import.meta.dirname, "support", "collect-process.ts");
const reason = await noKafkaBecause();

describe.skipIf(reason !== undefined)(`two collectors over Kafka${reason === undefined ? "" : ` (skipped: ${reason})`}`, () => {
  let clickhouse: TestClickHouse;
  let broker: KafkaBroker;
  let children: ChildProcess[] = [];
  beforeAll(async () => {
    [clickhouse, broker] = await Promise.all([startTestClickHouse(), startKafkaBroker()]);
  });
  afterAll(async () => {
    await broker[Symbol.asyncDispose]();
    await clickhouse[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    await emptyTables(clickhouse.store);
    children = [];
    return async () => {
      for (const child of children) {
        child.kill("SIGCONT");
        child.kill("SIGKILL");
        if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      }
    };
  });

  async function startCollector(point = ""): Promise<ChildProcess> {
    const { url, username, password, database } = clickhouse;
    const child = spawn(process.execPath, [PROCESS, url, username, password, database, `kafka:${broker.brokers}`, point], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    await once(child.stdout, "data");
    return child;
  }

  let sent = 0;
  async function send(count: number): Promise<void> {
    await using log = await openKafkaLog(kafkaConfig.parse({ brokers: [broker.brokers], partitions: 2 }));
    await log.append(
      "tidemark.inferences",
      Array.from({ length: count }, (_, index) => inferenceMessage(sent + index)),
    );
    sent += count;
  }

  /** What the test has sent; earlier tests' messages are in the log too. */
  const all = () => exactly(sent);
  /** A row is in its table a little before it is in the rollup. */
  const allIn = async (): Promise<boolean> => {
    const { different, rolledUp } = await storedRows(clickhouse.store);
    return different === sent && rolledUp >= sent;
  };
  const stateOf = async (child: ChildProcess): Promise<string> => /\) (\w) /.exec(await readFile(`/proc/${child.pid}/stat`, "utf8"))?.[1] ?? "";

  test(
    "one is stopped (SIGSTOP) between its boundary and the rows, another takes over and ends the work, the first goes on: each row once",
    { timeout: 240_000 },
    async () => {
      // The topic is there first: it is not what this is about.
      await send(300);
      const first = await startCollector("before incoming_inferences 2 SIGSTOP");
      await send(300);
      await until(async () => (await stateOf(first)) === "T");
      await startCollector();
      await send(600);
      await until(allIn);
      first.kill("SIGCONT");
      await send(300);
      await until(allIn);
      expect(await storedRows(clickhouse.store)).toEqual(all());
    },
  );
});
