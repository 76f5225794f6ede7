import type { Monitored } from "../monitoring/analyzer.ts";
import type { Window } from "../windows/window.ts";
import type { BadWindows } from "../monitoring/usual-history.ts";
import type { Books } from "../monitoring/coverage.ts";

/** Name of the rule that findings record. Before it (none recorded) every window was held against an objective of 95 % within 500 ms, declared or not. */
export const LOAD_RULE = "load-2";
export const LATENCY = "latency";
export const SATURATION = "saturation";

/** Requests of one window. `judged` leaves out refused and malformed ones; durations are milliseconds. */
export interface WindowLoad {
  readonly requests: number;
  readonly judged: number;
  /** Of the judged, those over the objective's latency; 0 without an objective. */
  readonly slow: number;
  /** Seconds of wall time in which judged requests came. */
  readonly seconds: number;
  /** Refused for overload. */
  readonly refused: number;
  /** Not refused, but with as many in flight as saturate the server. */
  readonly saturated: number;
  readonly maxInFlight: number;
  readonly rows: number;
  /** p50, p95, p99; null without judged requests. */
  readonly latencies: readonly (number | null)[];
  readonly maxQueueMs: number;
  /** Judged requests by latency: bucket b holds those over 2^((b − 1) ÷ 8) ms and up to 2^(b ÷ 8), buckets rising. */
  readonly histogram: readonly (readonly [bucket: number, requests: number])[];
}

/** The load of a window before. */
export interface EarlierLoad extends WindowLoad {
  readonly start: number;
}

/** What the ledger and the nodes say beside. */
export interface LoadContext extends Books {
  readonly maxCpuShare: number;
  readonly maxEventLoopDelayMs: number;
  readonly maxQueueDepth: number;
  readonly nodeSamples: number;
}

/** Everything that the verdicts of one window follow from. */
export interface LoadInput {
  readonly monitored: Monitored;
  readonly window: Window;
  readonly load: WindowLoad;
  readonly context: LoadContext;
  /** Windows with traffic before it, in order: of seven days, and of as much more time as was degraded in them (up to four weeks). */
  readonly before: readonly EarlierLoad[];
  /** Windows before that were found degraded; default: none. */
  readonly degraded?: BadWindows;
  /** Probability of a false alarm that the window may spend. */
  readonly alpha: number;
}
