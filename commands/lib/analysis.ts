import { resolve } from "node:path";
import type { Analyzer, Monitored } from "../../analyzers/analyzer.ts";
import { buildBaseline } from "../../analyzers/baseline/build-baseline.ts";
import { saveBaseline } from "../../analyzers/baseline/baselines.ts";
import { decayAnalyzer } from "../../analyzers/decay/analyzer.ts";
import { driftAnalyzer } from "../../analyzers/drift/analyzer.ts";
import { errorsAnalyzer } from "../../analyzers/errors/analyzer.ts";
import { loadAnalyzer } from "../../analyzers/load/analyzer.ts";
import { createRunner, type Runner } from "../../analyzers/runner.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { Platform } from "./platform.ts";
import { schemaOf } from "./schemas.ts";

/** Every analyzer, in the order in which they judge. */
export const ALL_ANALYZERS: readonly Analyzer[] = [driftAnalyzer, decayAnalyzer, errorsAnalyzer, loadAnalyzer];

/** The monitors of the configuration, each with its baseline: made from its file and kept in the store, the same file giving the same baseline. */
export async function openMonitors({ config }: Platform, store: Store): Promise<readonly Monitored[]> {
  return Promise.all(
    config.monitors.map(async (monitor) => {
      const schema = await schemaOf(config, monitor.model);
      const { file, name, label } = monitor.baseline;
      const baseline = await buildBaseline(store, { path: resolve(file), name, schema, timeZone: monitor.timeZone, label });
      await saveBaseline(store, baseline, Date.now());
      return { config: monitor, schema, baseline };
    }),
  );
}

export function createAnalysis({ clock }: Platform, store: Store, monitored: readonly Monitored[]): Runner {
  return createRunner({ store, monitored, analyzers: ALL_ANALYZERS, clock });
}
