import { modelSchema } from "../../collector/events/model-schema.ts";
import type { Monitored } from "../monitoring/analyzer.ts";
import type { Baseline } from "../baseline/baseline.ts";
import type { Finding } from "../findings/finding.ts";
import { monitorConfig, type MonitorConfig } from "../monitoring/monitor-config.ts";
import type { RecordedInputs } from "./recorded-inputs.ts";

/** The model under watch as a finding's analyzer had it, from what the finding recorded alone. */
export function rebuildMonitored(finding: Pick<Finding, "model" | "version" | "analyzer">, inputs: RecordedInputs, baseline: Baseline): Monitored {
  const { model, version, analyzer } = finding;
  const { timeZone, falseAlarmsPerMonth, minCoverage, calendar, parameters } = inputs;
  const defaults = monitorConfig.parse({ model, baseline: { saved: baseline.name } });
  // Parameters were recorded as parsed: durations are milliseconds.
  const config: MonitorConfig = { ...defaults, timeZone, falseAlarmsPerMonth, minCoverage, calendar, [analyzer]: parameters };
  return { config, schema: modelSchema.parse({ name: model, version, task: "binary", ...inputs.schema }), baseline };
}
