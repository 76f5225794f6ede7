import { createLogger } from "../telemetry.ts";
import type { Command } from "./lib/command.ts";
import { CONFIG_OPTION, runnableConfigOf } from "./lib/config-option.ts";
import { lateStore } from "./lib/late-store.ts";
import { createPlatform, openConfiguredLog, openStore } from "./lib/platform.ts";
import { runDashboards } from "./lib/roles.ts";
import { untilItCan, waitingFor } from "./lib/until-it-can.ts";
import { stopSignal } from "./lib/until-stopped.ts";

export default {
  name: "dashboards",
  summary: "the API and the pages alone",
  usage: { synopsis: "[--config FILE]", options: [CONFIG_OPTION], examples: ["tidemark dashboards --config tidemark.yaml"] },
  async run(invocation) {
    const config = await runnableConfigOf(invocation);
    const stop = stopSignal(config.serving?.stopTimeout);
    await using stack = new AsyncDisposableStack();
    const platform = createPlatform(config, createLogger(process.stderr), stack);
    const { logger } = platform.telemetry;
    const store = lateStore();
    const dashboards = await runDashboards(platform, store, await openConfiguredLog(platform));
    logger.info("dashboards", { address: dashboards.address });
    process.send?.({ dashboards: dashboards.address });
    const onMissing = (why: string) => store.missing(`waiting for ClickHouse: ${why}`);
    await waitingFor(stop, async () => store.come(await untilItCan({ what: "ClickHouse", logger, signal: stop, onMissing }, () => openStore(platform))));
    logger.info("stopping", { reason: String(stop.reason) });
    return 0;
  },
} satisfies Command;
