/**
 * Something an operator should know of a log; the caller counts and logs it.
 * - `tornTail`: bytes of an unfinished last record were cut off when the log was opened after a crash; none of them had been acknowledged.
 * - `corruption`: stored bytes failed their checksum and were skipped; `bytes` says how many.
 * - `gap`: messages were deleted (retention) before this reader had them; `messages` says how many offsets were skipped.
 * - `retry`: something failed and is tried again.
 * - `standby`: another process has a partition; this one waits until it is free.
 * - `client`: a line of the Kafka client's own log.
 */
export interface LogNotice {
  readonly kind: "tornTail" | "corruption" | "gap" | "retry" | "standby" | "client";
  readonly level: "info" | "warn" | "error";
  /** One sentence, without secrets or message contents. */
  readonly message: string;
  readonly detail: Readonly<Record<string, string | number>>;
}

export type OnNotice = (notice: LogNotice) => void;
