import { createLogger } from "../telemetry.ts";
import { createAnalysis, openMonitors } from "./lib/analysis.ts";
import type { Command } from "./lib/command.ts";
import { CONFIG_OPTION, runnableConfigOf } from "./lib/config-option.ts";
import { createPlatform, openStore } from "./lib/platform.ts";
import { untilStopped } from "./lib/until-stopped.ts";
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
    await using stack = new AsyncDisposableStack();
    const platform = createPlatform(await runnableConfigOf(invocation), createLogger(process.stderr), stack);
    const { logger } = platform.telemetry;
    const store = await openStore(platform);
    const analysis = createAnalysis(platform, store, await openMonitors(platform, store));
    if (invocation.options["once"] === true) {
      logger.info("judged", { windows: await analysis.runUntilCaughtUp() });
      return 0;
    }
    stack.use(startWatch({ analysis, everyMs: ROUND_EVERY_MS, logger }));
    logger.info("analyzing", { models: platform.config.monitors.map(({ model }) => model) });
    logger.info("stopping", { reason: await untilStopped() });
    return 0;
  },
} satisfies Command;
