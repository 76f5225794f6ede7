import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { kafkaConfig } from "../../../collector/log/kafka/kafka-config.ts";
import { logConfig } from "../../../collector/log/log-config.ts";
import type { LogNotice } from "../../../collector/log/log-notice.ts";
import { openLog } from "../../../collector/log/open-log.ts";
import { freePort } from "../../support/free-port.ts";
import { messages } from "./conformance-messages.ts";

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), "tidemark-open-"))));
afterEach(() => rm(directory, { recursive: true, force: true }));

test("without brokers the log lies in the data directory's folder log", async () => {
  await using log = await openLog({ directory, embedded: logConfig.parse({ partitions: 2 }) });
  await log.append("t", messages(0, 3));
  expect((await readdir(join(directory, "log", "t"))).sort()).toEqual(["0", "1", "writer.lock"]);
});

test("with brokers it is Kafka; neither errors nor notices hold the password", async () => {
  const notices: LogNotice[] = [];
  const kafka = kafkaConfig.parse({ brokers: [`127.0.0.1:${await freePort()}`], sasl: { mechanism: "plain", username: "u", password: "hunter2" } });
  await using log = await openLog({ kafka, directory, embedded: logConfig.parse({}), onNotice: (notice) => notices.push(notice) });
  const error: unknown = await log.append("t", messages(0, 1)).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "unavailable" });
  expect(`${String(error)} ${JSON.stringify(notices)}`).not.toContain("hunter2");
  expect(notices.some(({ kind }) => kind === "client")).toBe(true);
});

test("a password file that cannot be read is a configuration error that names the setting", async () => {
  const kafka = kafkaConfig.parse({ brokers: ["h:1"], sasl: { mechanism: "plain", username: "u", passwordFile: join(directory, "none") } });
  await expect(openLog({ kafka, directory, embedded: logConfig.parse({}) })).rejects.toMatchObject({
    code: "config",
    message: expect.stringContaining("kafka.sasl.passwordFile"),
  });
  await writeFile(join(directory, "none"), "secret\n");
  await using log = await openLog({ kafka, directory, embedded: logConfig.parse({}) });
  expect(log).toBeDefined();
});

test.each([
  { name: "a broker without a port", section: { brokers: ["kafka"] }, says: "host:port" },
  { name: "no broker", section: { brokers: [] }, says: ">=1" },
  {
    name: "a password and a file",
    section: { brokers: ["h:1"], sasl: { mechanism: "plain", username: "u", password: "a", passwordFile: "b" } },
    says: "either password or passwordFile",
  },
])("the section kafka refuses $name", ({ section, says }) => {
  expect(() => kafkaConfig.parse(section)).toThrow(says);
});

test("the section log has its defaults and takes durations", () => {
  expect(logConfig.parse({})).toEqual({
    partitions: 1,
    segmentBytes: 67_108_864,
    fsync: 1000,
    minFreeBytes: 67_108_864,
    retention: { bytes: 10_737_418_240, age: 604_800_000 },
  });
  expect(logConfig.parse({ fsync: "250ms", retention: { age: "1h" } })).toMatchObject({ fsync: 250, retention: { age: 3_600_000 } });
  expect(() => logConfig.parse({ fsync: "sometimes" })).toThrow();
});
