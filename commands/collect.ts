import { createLogger } from "../telemetry.ts";
import type { Command } from "./lib/command.ts";
import { CONFIG_OPTION, runnableConfigOf } from "./lib/config-option.ts";
import { createPlatform, openConfiguredLog, openStore, runCollector } from "./lib/platform.ts";
import { untilItCan, waitingFor } from "./lib/until-it-can.ts";
import { stopSignal } from "./lib/until-stopped.ts";

export default {
  name: "collect",
  summary: "the collector alone: from the log to ClickHouse, each row once",
  usage: { synopsis: "[--config FILE]", options: [CONFIG_OPTION], examples: ["tidemark collect --config tidemark.yaml"] },
  async run(invocation) {
    const config = await runnableConfigOf(invocation);
    const stop = stopSignal(config.serving?.stopTimeout);
    await using stack = new AsyncDisposableStack();
    const platform = createPlatform(config, createLogger(process.stderr), stack);
    const { logger } = platform.telemetry;
    await waitingFor(stop, async () => {
      const store = await untilItCan({ what: "ClickHouse", logger, signal: stop }, () => openStore(platform));
      const log = await openConfiguredLog(platform);
      await untilItCan({ what: "the log", logger, signal: stop }, () => runCollector(platform, log, store));
      logger.info("collecting");
    });
    logger.info("stopping", { reason: String(stop.reason) });
    return 0;
  },
} satisfies Command;
