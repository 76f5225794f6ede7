import { createLogger } from "../telemetry.ts";
import type { Command } from "./lib/command.ts";
import { CONFIG_OPTION, runnableConfigOf } from "./lib/config-option.ts";
import { createPlatform, openConfiguredLog, openStore, runCollector } from "./lib/platform.ts";
import { untilStopped } from "./lib/until-stopped.ts";

export default {
  name: "collect",
  summary: "the collector alone: from the log to ClickHouse, each row once",
  usage: { synopsis: "[--config FILE]", options: [CONFIG_OPTION], examples: ["tidemark collect --config tidemark.yaml"] },
  async run(invocation) {
    await using stack = new AsyncDisposableStack();
    const platform = createPlatform(await runnableConfigOf(invocation), createLogger(process.stderr), stack);
    const store = await openStore(platform);
    await runCollector(platform, await openConfiguredLog(platform), store);
    platform.telemetry.logger.info("collecting");
    platform.telemetry.logger.info("stopping", { reason: await untilStopped() });
    return 0;
  },
} satisfies Command;
