import type { ModelTraffic } from "./model-query.ts";
import type { WatchedModel } from "../watched-model.ts";

/** A model that is watched, or that has sent traffic. */
export interface ModelListing {
  readonly model: string;
  readonly watched: boolean;
  /** IANA name; UTC for a model that is not watched. */
  readonly timeZone: string;
  readonly requests: number;
  readonly rows: number;
  /** Event time of its newest request or finding, epoch milliseconds; null: none yet. */
  readonly latest: number | null;
}

/** The watched models in the order of the configuration, then the others by name. */
export function listModels(watched: readonly WatchedModel[], traffic: readonly ModelTraffic[]): ModelListing[] {
  const seen = new Map(traffic.map((entry) => [entry.model, entry]));
  const names = new Set([...watched.map(({ config }) => config.model), ...seen.keys()]);
  return [...names].map((model) => {
    const config = watched.find((entry) => entry.config.model === model)?.config;
    const { requests = 0, rows = 0, latest = null } = seen.get(model) ?? {};
    return { model, watched: config !== undefined, timeZone: config?.timeZone ?? "UTC", requests, rows, latest };
  });
}
