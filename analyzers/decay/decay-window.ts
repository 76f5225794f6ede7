import type { Monitored } from "../monitoring/analyzer.ts";
import type { Window } from "../windows/window.ts";
import type { PerformanceSums } from "../performance/sums.ts";
import type { Books } from "../monitoring/coverage.ts";
import type { LabelCohort } from "./maturity-curve.ts";

/** The labelled rows of one local day, or of a window's part of it. Epoch milliseconds. */
export interface DaySums {
  readonly day: number;
  readonly window: number;
  readonly sums: PerformanceSums;
  /** Of the rows those of which nothing was said, and whose label is assumed; left out: none. */
  readonly assumed?: number;
}

/** Name of the rule that findings record. First (none recorded) rows were held against what their scores promise, and every loss was called concept drift; "decay-2" learned what days share from the baseline alone, however few its days; "decay-3" did not ask whether labels are mature, or stopped coming; "decay-4" held classes and numbers against their mean alone, and did not say what its metrics are known from. */
export const DECAY_RULE = "decay-5";

/** One labelled row with its inputs, to tell concept drift from other inputs. `day`: epoch milliseconds; `label`: 1 or 0 (multiclass: whether the class was right), or the number. */
export interface ScoredRow {
  readonly day: number;
  /** Probability, or number, that was predicted; of a multiclass row how sure its class was, −1 without. */
  readonly score: number;
  readonly label: number;
  /** Multiclass. */
  readonly predicted?: string;
  readonly numbers: Readonly<Record<string, number>>;
  readonly categories: Readonly<Record<string, string>>;
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
  /** All scored rows of the same days, with how long their labels took, as known by then. */
  readonly cohorts: readonly LabelCohort[];
  /** Labelled rows of the window with their inputs, where they were read. */
  readonly rows?: readonly ScoredRow[];
  /** Probability of a false alarm that the window may spend. */
  readonly alpha: number;
}
