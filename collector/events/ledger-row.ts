/** Why a served request was not captured. `outboxFull`: no room; `logUnavailable`: the log refused until the spool was full; `tooLarge`: over the body limit, or with a row that fits in no message; `unreadable`: the exchange could not be decoded (it is in dead letters); `refused`: the log takes its messages at no time. */
export const DROP_REASONS = ["outboxFull", "logUnavailable", "tooLarge", "unreadable", "refused"] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** One row of `ledger`: an increment of one node's books for one minute of event time; readers sum. Counts are of requests. */
export interface LedgerRow {
  /** Epoch seconds, a whole minute. */
  readonly minute: number;
  readonly model: string;
  readonly node: string;
  readonly producer: string;
  readonly served: number;
  readonly captured: number;
  readonly sampled_out: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  /** Served by a process that died before its log had them. */
  readonly lost_before_log: number;
}
