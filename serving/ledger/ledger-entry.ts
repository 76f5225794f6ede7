import { DROP_REASONS } from "../../collector/events/ledger-row.ts";
import type { DropReason, LedgerRow } from "../../collector/events/ledger-row.ts";

/** What became of a request: kept, left out by the sample, or dropped for a reason. */
export type Fate = "captured" | "sampled_out" | DropReason;

/** Counters in the order in which they lie in the ledger's file. */
export const COUNTERS = ["served", "captured", "sampled_out", ...DROP_REASONS] as const;
export type Counter = (typeof COUNTERS)[number];
export type Counts = Record<Counter, number>;

/** Books of one model and minute of event time since this process opened them. */
export interface LedgerEntry {
  /** Never used twice by a process. */
  readonly generation: number;
  /** Its place in the ledger's file. */
  readonly slot: number;
  /** Epoch seconds, a whole minute. */
  readonly minute: number;
  readonly model: string;
  readonly counts: Counts;
  /** What of the counts the log has been told. */
  reported: Counts;
}

export function noCounts(): Counts {
  return { served: 0, captured: 0, sampled_out: 0, outboxFull: 0, logUnavailable: 0, tooLarge: 0, unreadable: 0, refused: 0 };
}

/** Requests served of which it is not known yet what became of them. */
export function spooled(counts: Counts): number {
  return 2 * counts.served - COUNTERS.reduce((sum, counter) => sum + counts[counter], 0);
}

/** The row that tells the log what has changed since it was last told; undefined when nothing has. @param lost requests to give up */
export function increment(
  entry: Pick<LedgerEntry, "minute" | "model" | "counts" | "reported">,
  node: string,
  producer: string,
  lost = 0,
): LedgerRow | undefined {
  const since = (counter: Counter) => entry.counts[counter] - entry.reported[counter];
  if (lost === 0 && COUNTERS.every((counter) => since(counter) === 0)) return undefined;
  const dropped = Object.fromEntries(DROP_REASONS.filter((reason) => since(reason) > 0).map((reason) => [reason, since(reason)]));
  return {
    minute: entry.minute,
    model: entry.model,
    node,
    producer,
    served: since("served"),
    captured: since("captured"),
    sampled_out: since("sampled_out"),
    dropped,
    lost_before_log: lost,
  };
}
