import { join } from "node:path";
import { startEmbeddedEngine } from "../collector/clickhouse/engine/embedded-engine.ts";
import { TidemarkError } from "../errors.ts";
import { createLogger } from "../telemetry.ts";
import type { Command } from "./lib/command.ts";
import { CONFIG_OPTION, configOf } from "./lib/config-option.ts";
import { untilStopped } from "./lib/until-stopped.ts";

export default {
  name: "clickhouse",
  summary: "the embedded engine behind ClickHouse's HTTP interface",
  usage: {
    synopsis: "[--config FILE] [--port PORT]",
    options: [CONFIG_OPTION, { name: "port", value: "PORT", help: "on loopback (default: any free one)" }],
    examples: ["tidemark clickhouse --port 8123"],
  },
  async run(invocation) {
    const { port } = invocation.options;
    if (port !== undefined && !/^\d{1,5}$/.test(String(port)))
      throw new TidemarkError("input", `clickhouse: --port ${String(port)} is no port; expected a number from 0 to 65535`);
    const config = await configOf(invocation);
    const logger = createLogger(process.stderr);
    const directory = join(config.data, "clickhouse");
    await using engine = await startEmbeddedEngine({ directory, port: Number(port ?? 0), onNotice: (notice) => logger.warn(notice) });
    logger.info("engine", { url: engine.url, passwords: join(directory, "engine.json") });
    logger.info("stopping", { reason: await untilStopped() });
    return 0;
  },
} satisfies Command;
