import type { Monitored } from "../monitoring/analyzer.ts";
import type { Window } from "../windows/window.ts";
import type { BadWindows } from "../monitoring/usual-history.ts";
import type { Books } from "../monitoring/coverage.ts";
import type { ErrorClass } from "../../collector/events/request-event.ts";

/** Name of the rule that findings record. Before it (none recorded) bad hours were left out of the usual rate by their size. */
export const ERRORS_RULE = "errors-2";

/** Failed requests of one class in one window. `firstTime` is epoch milliseconds. */
export interface ClassFailures {
  readonly errorClass: ErrorClass;
  readonly requests: number;
  readonly firstTime: number;
  /** Message of the first. */
  readonly example: string;
}

/** Subject of all failures together. */
export const ALL = "all";
export type ErrorSubject = ErrorClass | typeof ALL;

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
  /** Windows with requests before it, in order: of seven days, and of as much more time as was failing in them (up to four weeks). */
  readonly history: readonly WindowRequests[];
  /** Windows before that were found failing; default: none. */
  readonly failing?: BadWindows;
  readonly ledger: Books;
  /** Probability of a false alarm that the window may spend. */
  readonly alpha: number;
}
