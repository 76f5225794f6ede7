import { join } from "node:path";
import type { AlertsRunner } from "../../alerts/alerts-runner.ts";
import { createAlertsRunner } from "../../alerts/alerts-runner.ts";
import { loadChannels } from "../../alerts/channel.ts";
import { waitingForLabels } from "../../analyzers/monitoring/waiting-for-labels.ts";
import { type StoreWatchOptions, watchStore } from "../../alerts/own/watch-store.ts";
import { verifyFindings } from "../../analyzers/verify/verify-findings.ts";
import { type Lease, storeLease } from "../../collector/clickhouse/lease.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { Log } from "../../collector/log/log.ts";
import type { AppParts } from "../../dashboards/app-parts.ts";
import { labelPrivacy } from "../../dashboards/api/label-privacy.ts";
import { readPrivacyKeys } from "../../collector/events/privacy/privacy-keys.ts";
import { startDashboards, type Dashboards } from "../../dashboards/server.ts";
import { TidemarkError } from "../../errors.ts";
import { startSidecar, type Sidecar } from "../../serving/sidecar.ts";
import { ALL_ANALYZERS } from "./analysis.ts";
import { deliveryInstruments } from "./delivery-instruments.ts";
import type { Platform } from "./platform.ts";
import { schemaOf } from "./schemas.ts";

export async function runSidecar({ config, clock, telemetry, stack }: Platform, log: Log): Promise<Sidecar> {
  if (!config.serving)
    throw new TidemarkError(
      "config",
      'starting a sidecar: the configuration has no section "serving"; expected one with upstream (a model server) or models (a folder of ONNX files)',
    );
  const { logger, meter } = telemetry;
  const spool = join(config.data, "spool");
  return stack.use(
    await startSidecar(config.serving, {
      log,
      clock,
      logger,
      meter,
      metrics: () => telemetry.metrics(),
      spool,
      schemas: config.models,
      privacy: config.privacy,
    }),
  );
}

/** @param lease where other processes may want to alert too; without, nobody does */
export async function runAlerts({ config, clock, telemetry, stack }: Platform, store: Store, baseUrl: string, lease?: Lease): Promise<AlertsRunner> {
  const timeZones = new Map(config.monitors.map(({ model, timeZone }) => [model, timeZone]));
  const timeZoneOf = (model: string): string => timeZones.get(model) ?? "UTC";
  const onTried = deliveryInstruments(telemetry);
  const channels = await loadChannels();
  const shared = lease === undefined ? {} : { lease };
  return stack.use(createAlertsRunner({ store, clock, config: config.alerts, channels, links: { baseUrl }, timeZoneOf, onTried, ...shared }));
}

/** The right to alert, over all processes that share the store: others stand by, and say so. @param onChange told whether it is ours */
export function alertsLease({ telemetry: { logger }, stack }: Platform, store: Store, onChange: (ours: boolean) => void): Lease {
  const tell = (ours: boolean): void => {
    onChange(ours);
    logger.info(ours ? "this process alerts" : "another process alerts; this one stands by until that one ends, or is silent for 20 s");
  };
  return stack.use(storeLease(store, "alerts", { onChange: tell }));
}

/** Tells every receiver when the store stays away, from before it is there for the first time. */
export async function runStoreWatch({ config, telemetry: { logger }, stack }: Platform, store: Store, baseUrl: string, mayTell: () => boolean): Promise<void> {
  const onTried: StoreWatchOptions["onTried"] = ({ name, channel }, outcome) =>
    logger[outcome.kind === "delivered" ? "info" : "error"]("a message about the store itself", { receiver: name, channel, outcome: outcome.kind });
  stack.use(watchStore({ store, config: config.alerts, channels: await loadChannels(), baseUrl, mayTell, onTried }));
}

export async function runDashboards(
  { config, clock, telemetry, stack }: Platform,
  store: Store,
  log: Log,
  deliveries?: AppParts["deliveries"],
): Promise<Dashboards> {
  const models = await Promise.all(
    config.monitors.map(async (monitor) => {
      const schema = await schemaOf(config, monitor.model);
      return { config: waitingForLabels(monitor, schema), schema };
    }),
  );
  const { logger, meter } = telemetry;
  return stack.use(
    await startDashboards({
      store,
      log,
      clock,
      config: config.dashboards,
      models,
      declared: config.models.map(({ name }) => name),
      labelPrivacy: labelPrivacy(
        config.privacy,
        await readPrivacyKeys(config.privacy.keysFile),
        (config.serving?.capture.tags ?? []).map(({ name }) => name),
      ),
      metrics: () => telemetry.metrics(),
      logger,
      meter,
      recompute: async (finding) => {
        const [verification] = await verifyFindings(store, ALL_ANALYZERS, [finding]);
        if (verification === undefined) throw new TidemarkError("internal", `judging finding ${finding.findingId} again: nothing came of it`);
        return verification;
      },
      ...(deliveries ? { deliveries } : {}),
    }),
  );
}
