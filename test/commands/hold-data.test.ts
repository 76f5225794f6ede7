import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { holdData } from "../../commands/lib/hold-data.ts";
import { createPlatform } from "../../commands/lib/platform.ts";
import { parseConfig } from "../../config/config.ts";
import { silentLogger } from "../../telemetry.ts";

const SERVING = "serving: { upstream: { url: 'http://127.0.0.1:9' } }\n";
const KAFKA = "kafka: { brokers: ['127.0.0.1:9092'] }\nclickhouse: { url: 'http://127.0.0.1:8123' }\n";

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "tidemark-hold-"));
});
afterEach(() => rm(data, { recursive: true, force: true }));

type Command = Parameters<typeof holdData>[1];

test.each<[Command, Command, string, "refused" | "taken"]>([
  ["up", "up", "", "refused"],
  ["up", "up", SERVING, "refused"],
  ["serve", "serve", SERVING, "refused"],
  ["up", "serve", SERVING, "refused"],
  ["serve", "up", SERVING, "refused"],
  ["up", "restore", SERVING, "refused"],
  ["up", "up", SERVING + KAFKA, "refused"],
  ["serve", "serve", SERVING + KAFKA, "taken"],
  ["up", "serve", SERVING + KAFKA, "taken"],
])("while %s runs, a second one, %s, on the data directory (%j) is %s, until the first has ended", async (first, second, yaml, outcome) => {
  const config = await parseConfig(`data: ${data}\n${yaml}`, "tidemark.yaml", {});
  const running = new AsyncDisposableStack();
  await holdData(createPlatform(config, silentLogger, running), first);
  const start = async (): Promise<void> => {
    await using its = new AsyncDisposableStack();
    await holdData(createPlatform(config, silentLogger, its), second);
  };
  const tried = start();
  if (outcome === "refused") await expect(tried).rejects.toMatchObject({ code: "conflict", message: expect.stringContaining(`process ${process.pid}`) });
  else await expect(tried).resolves.toBeUndefined();
  await running.disposeAsync();
  if (outcome === "refused") await expect(start()).resolves.toBeUndefined();
});
