import { resolve } from "node:path";
import type { Analyzer, Monitored } from "../../analyzers/monitoring/analyzer.ts";
import { openMonitorBaselines, type MonitorBaselines } from "../../analyzers/baseline/monitor-baselines.ts";
import { withBaselines } from "../../analyzers/monitoring/with-baselines.ts";
import { decayAnalyzer } from "../../analyzers/decay/analyzer.ts";
import { driftAnalyzer } from "../../analyzers/drift/analyzer.ts";
import { errorsAnalyzer } from "../../analyzers/errors/analyzer.ts";
import { loadAnalyzer } from "../../analyzers/load/analyzer.ts";
import { waitingForLabels } from "../../analyzers/monitoring/waiting-for-labels.ts";
import { createRunner, type Runner } from "../../analyzers/monitoring/runner.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import { readPrivacyKeys } from "../../collector/events/privacy/privacy-keys.ts";
import { openFileStore } from "./file-store.ts";
import { TidemarkError } from "../../errors.ts";
import { judgingInstruments, type JudgingInstruments } from "./judging-instruments.ts";
import type { Platform } from "./platform.ts";
import { fieldRulesOf, schemaOf } from "./schemas.ts";

/** Every analyzer, in the order in which they judge. */
export const ALL_ANALYZERS: readonly Analyzer[] = [driftAnalyzer, decayAnalyzer, errorsAnalyzer, loadAnalyzer];

/** A model under watch, with its baselines over time. */
export interface WatchedMonitor extends Monitored {
  readonly baselines: MonitorBaselines;
}

/** The monitors of the configuration, each with its baseline: made from its file or range, or found, and kept in the store; the same content has the same id. Moving ones are made as windows are judged.
 * @param ownFiles the embedded engine, where files are read in it; `store` may be one that forgets what is written */
export async function openMonitors({ config, stack }: Platform, store: Store, ownFiles: Store = store): Promise<readonly WatchedMonitor[]> {
  let files: Promise<Store> | undefined;
  // A server elsewhere does not see the files of this machine: an engine of our own reads them.
  const reader = { files: () => (config.clickhouse.url === undefined ? Promise.resolve(ownFiles) : (files ??= openFileStore(stack, true))) };
  const keys = await readPrivacyKeys(config.privacy.keysFile);
  return Promise.all(
    config.monitors.map(async (monitor) => {
      const schema = await schemaOf(config, monitor.model);
      const use = { schema, timeZone: monitor.timeZone, window: monitor.drift.window };
      const baselines = await openMonitorBaselines(store, monitor.baseline, use, {
        pathOf: (file) => resolve(file),
        ...reader,
        privacy: { rules: fieldRulesOf(config, schema), keys },
        now: Date.now,
      });
      return { config: waitingForLabels(monitor, schema), schema, baselines, baseline: baselines.initial };
    }),
  );
}

/** Every analyzer, judging each window of these monitors against its own baseline. */
export function analyzersFor(monitored: readonly WatchedMonitor[]): readonly Analyzer[] {
  const baselines = new Map(monitored.map((one) => [one.config.model, one.baselines]));
  return ALL_ANALYZERS.map((analyzer) => withBaselines(analyzer, baselines));
}

/** @param stop judging ends at the next windows once it is given */
export function createAnalysis({ clock, telemetry }: Platform, store: Store, monitored: readonly WatchedMonitor[], stop?: AbortSignal): Runner {
  const judging = judgingInstruments(telemetry.meter);
  return createRunner({ store, monitored, analyzers: analyzersFor(monitored).map((analyzer) => counted(untilStop(analyzer, stop), judging)), clock });
}

function counted(analyzer: Analyzer, judging: JudgingInstruments): Analyzer {
  return {
    ...analyzer,
    async judge(monitored, windows, store, now, asked) {
      const findings = await analyzer.judge(monitored, windows, store, now, asked);
      judging.judged(monitored.config.model, analyzer.name, findings);
      return findings;
    },
  };
}

function untilStop(analyzer: Analyzer, stop: AbortSignal | undefined): Analyzer {
  return {
    ...analyzer,
    async judge(monitored, windows, store, now, asked) {
      if (stop?.aborted === true) throw new TidemarkError("unavailable", "judging: it was told to stop; what is left is judged after the next start");
      return analyzer.judge(monitored, windows, store, now, asked);
    },
  };
}
