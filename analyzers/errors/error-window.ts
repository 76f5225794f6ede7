import type { Monitored } from "../monitoring/analyzer.ts";
import type { Window } from "../windows/window.ts";
import type { Books } from "../monitoring/coverage.ts";
import type { ErrorClass } from "../../collector/events/request-event.ts";

/** Failed requests of one class in one window. `firstTime` is epoch milliseconds. */
export interface ClassFailures {
  readonly errorClass: ErrorClass;
  readonly requests: number;
  readonly firstTime: number;
  /** Message of the first. */
  readonly example: string;
}

/** All requests of one window. */
export interface WindowRequests {
  readonly start: number;
  readonly requests: number;
  readonly failures: readonly ClassFailures[];
}

/** Everything that the verdicts of one window follow from. */
export interface ErrorWindow {
  readonly monitored: Monitored;
  readonly window: Window;
  readonly current: WindowRequests;
  /** The windows of the seven days before, in order. */
  readonly history: readonly WindowRequests[];
  readonly ledger: Books;
  /** Probability of a false alarm that the window may spend. */
  readonly alpha: number;
}
