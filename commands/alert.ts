import { TidemarkError } from "../errors.ts";
import { createLogger } from "../telemetry.ts";
import type { Command } from "./lib/command.ts";
import { CONFIG_OPTION, runnableConfigOf } from "./lib/config-option.ts";
import { createPlatform, openStore } from "./lib/platform.ts";
import { runAlerts } from "./lib/roles.ts";
import { untilStopped } from "./lib/until-stopped.ts";
import { ROUND_EVERY_MS, startWatch } from "./lib/watch.ts";

export default {
  name: "alert",
  summary: "the alerts alone: from findings to email, Slack, webhooks and retraining; one process of it",
  usage: { synopsis: "[--config FILE]", options: [CONFIG_OPTION], examples: ["tidemark alert --config tidemark.yaml"] },
  async run(invocation) {
    await using stack = new AsyncDisposableStack();
    const platform = createPlatform(await runnableConfigOf(invocation), createLogger(process.stderr), stack);
    const { logger } = platform.telemetry;
    const { baseUrl } = platform.config.dashboards;
    if (baseUrl === undefined)
      throw new TidemarkError(
        "config",
        "starting the alerts: dashboards.baseUrl is not set; expected the address under which people reach the pages, for the links in messages",
      );
    const alerts = await runAlerts(platform, await openStore(platform), baseUrl);
    stack.use(startWatch({ alerts, everyMs: ROUND_EVERY_MS, logger }));
    logger.info("alerting", { receivers: platform.config.alerts.receivers.map(({ name }) => name) });
    logger.info("stopping", { reason: await untilStopped() });
    return 0;
  },
} satisfies Command;
