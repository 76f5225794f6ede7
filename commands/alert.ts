import { TidemarkError } from "../errors.ts";
import { createLogger } from "../telemetry.ts";
import type { Command } from "./lib/command.ts";
import { CONFIG_OPTION, runnableConfigOf } from "./lib/config-option.ts";
import { createPlatform, openStore } from "./lib/platform.ts";
import { runAlerts } from "./lib/roles.ts";
import { untilItCan, waitingFor } from "./lib/until-it-can.ts";
import { stopSignal } from "./lib/until-stopped.ts";
import { ROUND_EVERY_MS, startWatch } from "./lib/watch.ts";

export default {
  name: "alert",
  summary: "the alerts alone: from findings to email, Slack, webhooks and retraining; one process of it",
  usage: { synopsis: "[--config FILE]", options: [CONFIG_OPTION], examples: ["tidemark alert --config tidemark.yaml"] },
  async run(invocation) {
    const config = await runnableConfigOf(invocation);
    const stop = stopSignal(config.serving?.stopTimeout);
    await using stack = new AsyncDisposableStack();
    const platform = createPlatform(config, createLogger(process.stderr), stack);
    const { logger } = platform.telemetry;
    const { baseUrl } = platform.config.dashboards;
    if (baseUrl === undefined)
      throw new TidemarkError(
        "config",
        "starting the alerts: dashboards.baseUrl is not set; expected the address under which people reach the pages, for the links in messages",
      );
    await waitingFor(stop, async () => {
      const store = await untilItCan({ what: "ClickHouse", logger, signal: stop }, () => openStore(platform));
      stack.use(startWatch({ alerts: await runAlerts(platform, store, baseUrl), everyMs: ROUND_EVERY_MS, telemetry: platform.telemetry }));
      logger.info("alerting", { receivers: platform.config.alerts.receivers.map(({ name }) => name) });
    });
    logger.info("stopping", { reason: String(stop.reason) });
    return 0;
  },
} satisfies Command;
