import { createLogger } from "../telemetry.ts";
import { createAnalysis, openMonitors } from "./lib/analysis.ts";
import type { Command } from "./lib/command.ts";
import { CONFIG_OPTION, runnableConfigOf } from "./lib/config-option.ts";
import { createPlatform, openConfiguredLog, openStore, runCollector } from "./lib/platform.ts";
import { runAlerts, runDashboards, runSidecar } from "./lib/roles.ts";
import { untilStopped } from "./lib/until-stopped.ts";
import { ROUND_EVERY_MS, startWatch } from "./lib/watch.ts";

export default {
  name: "up",
  summary: "all roles in one process, from tidemark.yaml",
  usage: { synopsis: "[--config FILE]", options: [CONFIG_OPTION], examples: ["tidemark up", "tidemark up --config /etc/tidemark.yaml"] },
  async run(invocation) {
    await using stack = new AsyncDisposableStack();
    const platform = createPlatform(await runnableConfigOf(invocation), createLogger(process.stderr), stack);
    const { logger } = platform.telemetry;
    const store = await openStore(platform);
    const log = await openConfiguredLog(platform);
    const monitored = await openMonitors(platform, store);
    await runCollector(platform, log, store);
    const sidecar = platform.config.serving ? await runSidecar(platform, log) : undefined;
    const dashboards = await runDashboards(platform, store, log);
    const alerts = await runAlerts(platform, store, platform.config.dashboards.baseUrl ?? dashboards.address);
    stack.use(startWatch({ analysis: createAnalysis(platform, store, monitored), alerts, everyMs: ROUND_EVERY_MS, logger }));
    logger.info("up", { dashboards: dashboards.address, ...(sidecar ? { serving: sidecar.address, admin: sidecar.adminAddress } : {}) });
    process.send?.({ dashboards: dashboards.address, serving: sidecar?.address });
    logger.info("stopping", { reason: await untilStopped() });
    return 0;
  },
} satisfies Command;
