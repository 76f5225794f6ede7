import type { MonitorConfig } from "../analyzers/monitoring/monitor-config.ts";
import type { ModelSchema } from "../collector/events/model-schema.ts";

/** A model as configured: what is watched of it, and what its columns are called. */
export interface WatchedModel {
  readonly config: MonitorConfig;
  readonly schema: ModelSchema;
}
