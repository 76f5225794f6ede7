import { createLogger } from "../telemetry.ts";
import type { Command } from "./lib/command.ts";
import { CONFIG_OPTION, runnableConfigOf } from "./lib/config-option.ts";
import { createPlatform, openConfiguredLog, openStore } from "./lib/platform.ts";
import { runDashboards } from "./lib/roles.ts";
import { untilStopped } from "./lib/until-stopped.ts";

export default {
  name: "dashboards",
  summary: "the API and the pages alone",
  usage: { synopsis: "[--config FILE]", options: [CONFIG_OPTION], examples: ["tidemark dashboards --config tidemark.yaml"] },
  async run(invocation) {
    await using stack = new AsyncDisposableStack();
    const platform = createPlatform(await runnableConfigOf(invocation), createLogger(process.stderr), stack);
    const store = await openStore(platform);
    const dashboards = await runDashboards(platform, store, await openConfiguredLog(platform));
    platform.telemetry.logger.info("dashboards", { address: dashboards.address });
    process.send?.({ dashboards: dashboards.address });
    platform.telemetry.logger.info("stopping", { reason: await untilStopped() });
    return 0;
  },
} satisfies Command;
