import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Secret } from "../../alerts/delivery/secret.ts";
import { loadConfig, parseConfig } from "../../config/config.ts";

const INVALID = join(import.meta.dirname, "invalid");

const mistakesIn = (text: string, file = "tidemark.yaml", environment = {}): Promise<string> =>
  parseConfig(text, file, environment).then(
    () => "none",
    (thrown: Error) => thrown.message,
  );

describe("each invalid file is refused with the words of its first comment", () => {
  test.each(readdirSync(INVALID))("%s", async (file) => {
    const text = await readFile(join(INVALID, file), "utf8");
    const comment = /^(?:# .*\n)+/.exec(text)?.[0] ?? "";
    const expected = comment.trimEnd().replaceAll(/^# /gm, "");
    expect(expected).not.toBe("");
    expect(await mistakesIn(text, file)).toBe(expected);
  });
});

describe("defaults", () => {
  test("an empty file, a file of comments and no file give the same configuration", async () => {
    const defaults = await loadConfig(undefined, {});
    expect(defaults).toMatchObject({ data: ".tidemark", clickhouse: { database: "tidemark" }, models: [], monitors: [], alerts: { rules: [], receivers: [] } });
    expect(await parseConfig("# nothing yet\n", "tidemark.yaml")).toEqual(defaults);
    expect(await parseConfig("", "tidemark.yaml")).toEqual(defaults);
  });

  test("a file that cannot be read is named", async () => {
    await expect(loadConfig(join(INVALID, "absent.yaml"), {})).rejects.toMatchObject({ code: "config", message: expect.stringContaining("absent.yaml") });
  });

  test("durations become milliseconds", async () => {
    const { collector, log } = await parseConfig("collector: { linger: 1.5s }\nlog: { fsync: 2m, retention: { age: 1w } }\n", "tidemark.yaml");
    expect([collector.linger, log.fsync, log.retention.age]).toEqual([1_500, 120_000, 604_800_000]);
  });
});

describe("the environment", () => {
  test("goes before the file, key by key", async () => {
    const { clickhouse } = await parseConfig("clickhouse: { url: http://file:8123, database: kept }\n", "tidemark.yaml", {
      TIDEMARK_CLICKHOUSE__URL: "http://environment:8123",
    });
    expect(clickhouse).toMatchObject({ url: "http://environment:8123", database: "kept" });
  });

  test("makes sections that the file does not have", async () => {
    const { kafka, alerts } = await parseConfig("", "tidemark.yaml", {
      TIDEMARK_KAFKA__BROKERS: '["a:9092", "b:9092"]',
      TIDEMARK_ALERTS__REPEAT_INTERVAL: "1d",
      TIDEMARK_ALERTS__DELIVERY__CONCURRENCY: "3",
    });
    expect(kafka?.brokers).toEqual(["a:9092", "b:9092"]);
    expect(alerts).toMatchObject({ repeatInterval: 86_400_000, delivery: { concurrency: 3 } });
  });

  test("reaches into lists by number", async () => {
    const file = "alerts: { receivers: [{ name: ops, channel: webhook, url: http://a, secretFiles: [old] }] }\n";
    const { alerts } = await parseConfig(file, "tidemark.yaml", { TIDEMARK_ALERTS__RECEIVERS__0__SECRET_FILES__0: "/run/secrets/new" });
    const options = alerts.receivers[0]?.options as { secretFiles: readonly Secret[] } | undefined;
    await expect(options?.secretFiles[0]?.reveal()).rejects.toThrow("/run/secrets/new");
  });

  test.each([
    ["text with a # stays whole", "a b #c: d", "a b #c: d"],
    ["quoted text is read as YAML", '"12345"', "12345"],
    ["the word no is text, as YAML 1.2 has it", "no", "no"],
    ["text that looks like an alias is text", "*star", "*star"],
    ["empty text is empty text", "", ""],
  ])("%s", async (_, value, password) => {
    const { clickhouse } = await parseConfig("", "tidemark.yaml", { TIDEMARK_CLICKHOUSE__PASSWORD: value });
    expect(clickhouse.password).toBe(password);
  });

  test.each([
    [
      "a mistake names the variable",
      { TIDEMARK_DASHBOARDS__LISTEN__PORT: "http" },
      'TIDEMARK_DASHBOARDS__LISTEN__PORT: dashboards.listen.port: got "http", expected a number',
    ],
    [
      "a key that does not exist",
      { TIDEMARK_CLICKHOUSE__ULR: "http://a" },
      'TIDEMARK_CLICKHOUSE__ULR: clickhouse.ulr: there is no such key; did you mean "url"?',
    ],
    ["a value where the file has another kind", { TIDEMARK_DATA__DIR: "x" }, 'TIDEMARK_DATA__DIR: data: has no key "dir"; expected a section of keys'],
    ["broken YAML, which is not repeated", { TIDEMARK_KAFKA__BROKERS: '["hunter2' }, "TIDEMARK_KAFKA__BROKERS: YAML: Missing closing quote"],
    [
      "a numeric password, which is not repeated",
      { TIDEMARK_CLICKHOUSE__PASSWORD: "271828" },
      "TIDEMARK_CLICKHOUSE__PASSWORD: clickhouse.password: expected text",
    ],
  ])("%s", async (_, environment, message) => {
    expect(await mistakesIn("data: x\n", "tidemark.yaml", environment)).toBe(message);
  });

  test("other variables are none of ours", async () => {
    const environment = { PATH: "/bin", TIDEMARK: "x", tidemark_data: "y", OTHER_TIDEMARK_DATA: "z", TIDEMARK_DATA: undefined };
    expect((await parseConfig("", "tidemark.yaml", environment)).data).toBe(".tidemark");
  });

  test("a variable named as what every object has is a key like others", async () => {
    expect(await mistakesIn("", "tidemark.yaml", { TIDEMARK_CONSTRUCTOR__NAME: "x" })).toContain("constructor: there is no such key");
  });
});

describe("secrets", () => {
  test("_FILE variables name files", async () => {
    const { clickhouse, kafka } = await parseConfig("", "tidemark.yaml", {
      TIDEMARK_CLICKHOUSE__URL: "http://clickhouse:8123",
      TIDEMARK_CLICKHOUSE__PASSWORD_FILE: "/run/secrets/clickhouse",
      TIDEMARK_KAFKA__BROKERS: "[a:9092]",
      TIDEMARK_KAFKA__SASL: "{ mechanism: plain, username: tidemark }",
      TIDEMARK_KAFKA__SASL__PASSWORD_FILE: "/run/secrets/kafka",
    });
    expect(clickhouse).toMatchObject({ password: "", passwordFile: "/run/secrets/clickhouse" });
    expect(kafka?.sasl?.passwordFile).toBe("/run/secrets/kafka");
  });

  test("a receiver's file is read when the secret is needed, without its line end, and again after it was rotated", async () => {
    const folder = await mkdtemp(join(tmpdir(), "tidemark-secret-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, "slack");
    const { alerts } = await parseConfig(`alerts: { receivers: [{ name: team, channel: slack, urlFile: ${JSON.stringify(file)} }] }\n`, "tidemark.yaml");
    const options = alerts.receivers[0]?.options as { urlFile: Secret } | undefined;
    await writeFile(file, "http://first\n");
    expect(await options?.urlFile.reveal()).toBe("http://first");
    await writeFile(file, "http://second\n");
    expect(await options?.urlFile.reveal()).toBe("http://second");
    expect(JSON.stringify(alerts)).not.toContain(file);
  });

  test.each([
    ["a password of the wrong type", "clickhouse: { password: [hunter2] }"],
    ["a password that reads as an alias", "clickhouse: { password: *hunter2 }"],
    ["a password that reads as a tag", "clickhouse: { password: !hunter2 x }"],
    ["a password with a stray escape", 'clickhouse: { password: "\\hunter2" }'],
    ["a password before a syntax error", "clickhouse:\n  password: 'hunter2\n"],
    ["text after a quoted password", "clickhouse: { password: 'x'hunter2 }"],
    ["an address with credentials", "clickhouse: { url: 'ftp://u:hunter2@host' }"],
    ["an address where a broker is expected", "kafka: { brokers: ['kafka://u:hunter2@host'] }"],
    ["a webhook's secret that is too short", "alerts: { receivers: [{ name: a, channel: webhook, url: 'http://a', secrets: [whsec_hunter2] }] }"],
    ["a webhook's address that is none", "alerts: { receivers: [{ name: a, channel: webhook, url: hunter2 }] }"],
    ["two addresses", "alerts: { receivers: [{ name: a, channel: slack, url: 'http://hunter2', urlFile: f }] }"],
  ])("%s is refused without being repeated", async (_, text) => {
    const message = await mistakesIn(`${text}\n`);
    expect(message).not.toBe("none");
    expect(message).not.toContain("hunter2");
  });
});
