import type { AlertsRunner } from "../../alerts/alerts-runner.ts";
import type { Dashboards } from "../../dashboards/server.ts";
import { createAnalysis, openMonitors } from "./analysis.ts";
import { lateStore } from "./late-store.ts";
import { openConfiguredLog, openStore, runCollector, type Platform } from "./platform.ts";
import { alertsLease, runAlerts, runDashboards, runStoreWatch } from "./roles.ts";
import { untilItCan, waitingFor, type Waiting } from "./until-it-can.ts";
import { ROUND_EVERY_MS, startWatch } from "./watch.ts";

/** Everything but the sidecar. */
export interface Rest {
  readonly dashboards: Dashboards;
  /** Resolves when all of it runs; rejects where waiting can't help. */
  readonly complete: Promise<void>;
}

/**
 * Starts pages and API at once, and what needs ClickHouse, or Kafka's group, when it can: store, collector, judging, alerts. Until then `/readyz` says what is missing.
 * @param signal ends waiting and judging
 */
export async function runRest(platform: Platform, signal: AbortSignal): Promise<Rest> {
  const { config, telemetry } = platform;
  const log = await openConfiguredLog(platform);
  const store = lateStore();
  const dashboards = await runDashboards(platform, store, log);
  const waiting = (what: string): Waiting => ({ what, logger: telemetry.logger, signal, onMissing: (why) => store.missing(`waiting for ${what}: ${why}`) });
  const baseUrl = config.dashboards.baseUrl ?? dashboards.address;
  let ours = true;
  await runStoreWatch(platform, store, baseUrl, () => ours);
  const complete = async (): Promise<void> => {
    const opened = await untilItCan(waiting("ClickHouse"), () => openStore(platform));
    store.come(opened);
    const monitored = await untilItCan(waiting("the monitors' baselines"), () => openMonitors(platform, opened));
    await untilItCan(waiting("the log"), () => runCollector(platform, log, opened));
    const lease = alertsLease(platform, opened, (now) => void (ours = now));
    const alerts: AlertsRunner = await runAlerts(platform, opened, baseUrl, lease);
    platform.stack.use(startWatch({ analysis: createAnalysis(platform, opened, monitored, signal), alerts, everyMs: ROUND_EVERY_MS, telemetry }));
    telemetry.logger.info("all roles run");
  };
  return { dashboards, complete: complete() };
}

/** Runs it until the signal is given. @throws where something can't be had and waiting can't help. */
export async function runRestUntil(platform: Platform, signal: AbortSignal, onStarted: (rest: Rest) => void): Promise<void> {
  const rest = await runRest(platform, signal);
  onStarted(rest);
  await waitingFor(signal, () => rest.complete);
}
