import { TidemarkError } from "../errors.ts";
import { createLogger } from "../telemetry.ts";
import type { Command } from "./lib/command.ts";
import { CONFIG_OPTION, runnableConfigOf } from "./lib/config-option.ts";
import { lateStore } from "./lib/late-store.ts";
import { createPlatform, openStore } from "./lib/platform.ts";
import { alertsLease, runAlerts, runStoreWatch } from "./lib/roles.ts";
import { untilItCan, waitingFor } from "./lib/until-it-can.ts";
import { stopSignal } from "./lib/until-stopped.ts";
import { ROUND_EVERY_MS, startWatch } from "./lib/watch.ts";

export default {
  name: "alert",
  summary: "the alerts alone: from findings to email, Slack, webhooks and retraining; of several processes one alerts, the others stand by",
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
    const late = lateStore();
    let ours = true;
    await runStoreWatch(platform, late, baseUrl, () => ours);
    await waitingFor(stop, async () => {
      const onMissing = (why: string) => late.missing(why);
      const store = await untilItCan({ what: "ClickHouse", logger, signal: stop, onMissing }, () => openStore(platform));
      late.come(store);
      const lease = alertsLease(platform, store, (now) => void (ours = now));
      const alerts = await runAlerts(platform, store, baseUrl, lease);
      stack.use(startWatch({ alerts, everyMs: ROUND_EVERY_MS, telemetry: platform.telemetry }));
      logger.info("alerting", { receivers: platform.config.alerts.receivers.map(({ name }) => name) });
    });
    logger.info("stopping", { reason: String(stop.reason) });
    return 0;
  },
} satisfies Command;
