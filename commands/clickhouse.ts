import { join } from "node:path";
import { joinEngine, startEmbeddedEngine } from "../collector/clickhouse/engine/embedded-engine.ts";
import { TidemarkError } from "../errors.ts";
import { createLogger } from "../telemetry.ts";
import type { Command } from "./lib/command.ts";
import { CONFIG_OPTION, configOf } from "./lib/config-option.ts";
import { untilStopped } from "./lib/until-stopped.ts";

export default {
  name: "clickhouse",
  summary: "the embedded engine behind ClickHouse's HTTP interface",
  usage: {
    synopsis: "[--config FILE] [--port PORT | --address]",
    options: [
      CONFIG_OPTION,
      { name: "port", value: "PORT", help: "on loopback (default: the one of the last start, else any free one)" },
      { name: "address", help: "print how to reach the engine that runs on the data directory, with the owner's and the reader's password, as JSON" },
    ],
    examples: ["tidemark clickhouse --port 8123", "tidemark clickhouse --address"],
  },
  async run(invocation) {
    const { port } = invocation.options;
    if (port !== undefined && !/^\d{1,5}$/.test(String(port)))
      throw new TidemarkError("input", `clickhouse: --port ${String(port)} is no port; expected a number from 0 to 65535`);
    const config = await configOf(invocation);
    const directory = join(config.data, "clickhouse");
    if (invocation.options["address"] === true) return printAddress(directory);
    const logger = createLogger(process.stderr);
    await using engine = await startEmbeddedEngine({ directory, port: Number(port ?? 0), onNotice: (notice) => logger.warn(notice) });
    logger.info("engine", { url: engine.url, reader: join(directory, "engine.json"), owner: "tidemark clickhouse --address" });
    logger.info("stopping", { reason: await untilStopped() });
    return 0;
  },
} satisfies Command;

async function printAddress(directory: string): Promise<number> {
  const address = await joinEngine(directory);
  if (!address)
    throw new TidemarkError("unavailable", `clickhouse --address: no engine runs on ${directory}; start one with tidemark up or tidemark clickhouse`);
  process.stdout.write(`${JSON.stringify(address, null, 2)}\n`);
  return 0;
}
