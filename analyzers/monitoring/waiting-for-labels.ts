import { assumedAfterMs } from "../../collector/events/label-config.ts";
import type { ModelSchema } from "../../collector/events/model-schema.ts";
import type { MonitorConfig } from "./monitor-config.ts";

/** A monitor that judges decay only when all that its model's labels leave to be assumed is due: before that, those rows alone have a label of which something was said. */
export function waitingForLabels(config: MonitorConfig, { labels }: Pick<ModelSchema, "labels">): MonitorConfig {
  const { decay } = config;
  return { ...config, decay: { ...decay, labelWait: Math.max(decay.labelWait, assumedAfterMs(labels) ?? 0) } };
}
