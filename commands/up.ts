import { extname, join } from "node:path";
import type { Config } from "../config/config.ts";
import { createLogger } from "../telemetry.ts";
import type { Command, Invocation } from "./lib/command.ts";
import { CONFIG_OPTION, configOf, runnableConfigOf } from "./lib/config-option.ts";
import { holdData } from "./lib/hold-data.ts";
import { createPlatform, openConfiguredLog, type Platform } from "./lib/platform.ts";
import { runRestUntil } from "./lib/rest.ts";
import { runSidecar } from "./lib/roles.ts";
import { supervise } from "./lib/supervised.ts";
import { waitingFor } from "./lib/until-it-can.ts";
import { stopSignal } from "./lib/until-stopped.ts";

const REST = join(import.meta.dirname, `lib/rest-process${extname(import.meta.filename)}`);

export default {
  name: "up",
  summary: "all roles, from tidemark.yaml: the sidecar in this process, the rest in one beside it",
  usage: { synopsis: "[--config FILE]", options: [CONFIG_OPTION], examples: ["tidemark up", "tidemark up --config /etc/tidemark.yaml"] },
  async run(invocation) {
    const { serving } = await configOf(invocation);
    const stop = stopSignal(serving?.stopTimeout);
    const config = await runnableConfigOf(invocation, serving === undefined ? "all" : "serving");
    await using stack = new AsyncDisposableStack();
    const platform = createPlatform(config, createLogger(process.stderr), stack);
    await holdData(platform, "up");
    if (config.serving === undefined) await upWithoutSidecar(platform, stop);
    else await upWithSidecar(platform, invocation, config.serving, stop);
    return 0;
  },
} satisfies Command;

async function upWithoutSidecar(platform: Platform, stop: AbortSignal): Promise<void> {
  stop.addEventListener("abort", () => platform.telemetry.logger.info("stopping", { reason: String(stop.reason) }), { once: true });
  await runRestUntil(platform, stop, ({ dashboards }) => {
    platform.telemetry.logger.info("up", { dashboards: dashboards.address });
    process.send?.({ dashboards: dashboards.address });
  });
}

/** The sidecar first, and alone in this process: predictions go on whatever happens to the rest, and before it is there. */
async function upWithSidecar(platform: Platform, { options }: Invocation, serving: NonNullable<Config["serving"]>, stop: AbortSignal): Promise<void> {
  const { logger, meter } = platform.telemetry;
  const sidecar = await runSidecar(platform, await openConfiguredLog(platform));
  logger.info("serving", { serving: sidecar.address, admin: sidecar.adminAddress });
  const restarts = meter.createCounter("tidemark.rest.restarts", {
    description: "Starts of the process of pages, collector, judging and alerts after it ended.",
  });
  restarts.add(0);
  const rest = supervise({
    script: REST,
    args: typeof options["config"] === "string" ? [options["config"]] : [],
    logger,
    stopTimeoutMs: 0.9 * serving.stopTimeout,
    onMessage(message) {
      const { dashboards } = message as { readonly dashboards: string };
      logger.info("up", { dashboards, serving: sidecar.address, admin: sidecar.adminAddress });
      process.send?.({ dashboards, serving: sidecar.address });
    },
    onRestart: () => restarts.add(1),
  });
  meter
    .createObservableGauge("tidemark.rest.up", { description: "1 while the process of pages, collector, judging and alerts runs." })
    .addCallback((result) => result.observe(rest.running ? 1 : 0));
  await waitingFor(stop, async () => {});
  logger.info("stopping", { reason: String(stop.reason) });
  // The sidecar first refuses what comes, then waits for what is under way, while the rest ends beside it.
  await Promise.all([sidecar[Symbol.asyncDispose](), rest.stop()]);
}
