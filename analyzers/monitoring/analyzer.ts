import type { ModelSchema } from "../../collector/events/model-schema.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { Baseline } from "../baseline/baseline.ts";
import type { Window } from "../windows/window.ts";
import type { AnalyzerName, Finding } from "../findings/finding.ts";
import type { MonitorConfig } from "./monitor-config.ts";

/** A model under watch. */
export interface Monitored {
  readonly config: MonitorConfig;
  readonly schema: ModelSchema;
  readonly baseline: Baseline;
}

/** One analyzer: a shell that reads what its windows need and hands it to a pure core. */
export interface Analyzer {
  readonly name: AnalyzerName;
  /** Name of the rule by which it judges, which its findings record; another one once the same rows may get another verdict. None: the first. */
  readonly rule?: string;
  /** Length of its windows, and how long after a window's end it can be judged, milliseconds. */
  schedule(config: MonitorConfig): { readonly window: "1h" | "1d" | "1w"; readonly delayMs: number };
  /** Judges windows, oldest first, adjacent, many at once after a pause (one query for all of them). `now`: epoch milliseconds of event time. */
  judge(monitored: Monitored, windows: readonly Window[], store: Store, now: number, asked?: Asked): Promise<readonly Finding[]>;
}

/** What is judged otherwise than in the usual run. */
export interface Asked {
  /** Findings of the windows before these; default: those of the store. */
  readonly before?: readonly Finding[];
  /** Labels observed until then count, epoch milliseconds; default: until each window was due. */
  readonly labelsUntil?: number;
}
