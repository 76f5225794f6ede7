import type { Monitored } from "../monitoring/analyzer.ts";
import type { Window } from "../windows/window.ts";
import type { Books } from "../monitoring/coverage.ts";

/** Requests of one window. `judged` leaves out refused and malformed ones; durations are milliseconds. */
export interface WindowLoad {
  readonly requests: number;
  readonly judged: number;
  /** Of the judged, those over the objective's latency. */
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
  /** Requests of each window with traffic in the seven days before. */
  readonly before: readonly number[];
  /** Probability of a false alarm that the window may spend. */
  readonly alpha: number;
}
