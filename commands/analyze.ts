import { createLogger } from "../telemetry.ts";
import { createAnalysis, openMonitors } from "./lib/analysis.ts";
import type { Command } from "./lib/command.ts";
import { CONFIG_OPTION, runnableConfigOf } from "./lib/config-option.ts";
import { createPlatform, openStore } from "./lib/platform.ts";
import { untilItCan, waitingFor } from "./lib/until-it-can.ts";
import { stopSignal } from "./lib/until-stopped.ts";
import { ROUND_EVERY_MS, startWatch } from "./lib/watch.ts";

export default {
  name: "analyze",
  summary: "the analyzers alone: judge windows as they fall due",
  usage: {
    synopsis: "[--config FILE] [--once]",
    options: [CONFIG_OPTION, { name: "once", help: "judge what is due now, then end" }],
    examples: ["tidemark analyze --config tidemark.yaml", "tidemark analyze --once"],
  },
  async run(invocation) {
    const config = await runnableConfigOf(invocation);
    const stop = stopSignal(config.serving?.stopTimeout);
    await using stack = new AsyncDisposableStack();
    const platform = createPlatform(config, createLogger(process.stderr), stack);
    const { logger } = platform.telemetry;
    if (invocation.options["once"] === true) {
      const store = await openStore(platform);
      const analysis = createAnalysis(platform, store, await openMonitors(platform, store), stop);
      logger.info("judged", { windows: await analysis.runUntilCaughtUp() });
      return 0;
    }
    await waitingFor(stop, async () => {
      const store = await untilItCan({ what: "ClickHouse", logger, signal: stop }, () => openStore(platform));
      const monitored = await untilItCan({ what: "the monitors' baselines", logger, signal: stop }, () => openMonitors(platform, store));
      stack.use(startWatch({ analysis: createAnalysis(platform, store, monitored, stop), everyMs: ROUND_EVERY_MS, telemetry: platform.telemetry }));
      logger.info("analyzing", { models: platform.config.monitors.map(({ model }) => model) });
    });
    logger.info("stopping", { reason: String(stop.reason) });
    return 0;
  },
} satisfies Command;
