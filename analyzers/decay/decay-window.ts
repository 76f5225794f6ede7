import type { Monitored } from "../monitoring/analyzer.ts";
import type { Window } from "../windows/window.ts";
import type { PerformanceSums } from "../performance/sums.ts";
import type { Books } from "../monitoring/coverage.ts";

/** The labelled rows of one local day, or of a window's part of it. Epoch milliseconds. */
export interface DaySums {
  readonly day: number;
  readonly window: number;
  readonly sums: PerformanceSums;
}

/** What the ledger and the rows say of one window. Counts of requests, but `predicted` (rows that carry what the metrics need). */
export interface WindowBooks extends Books {
  readonly predicted: number;
}

/** Everything that the verdicts of one window follow from. */
export interface DecayWindow {
  readonly monitored: Monitored;
  readonly window: Window;
  /** Observed until when labels count, epoch milliseconds. */
  readonly labelsUntil: number;
  readonly books: WindowBooks;
  /** The window's own labelled rows by day, in order. */
  readonly days: readonly DaySums[];
  /** Labelled days of up to 91 days before the window's end, those of the window among them, in order. */
  readonly history: readonly DaySums[];
  /** Probability of a false alarm that the window may spend. */
  readonly alpha: number;
}
