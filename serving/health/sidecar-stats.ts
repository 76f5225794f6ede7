/** A sidecar's state at one moment. */
export interface SidecarStats {
  readonly inFlight: number;
  /** Exchanges between the request path and the log. */
  readonly captureDepth: number;
  readonly captureBytes: number;
  /** Requests or rows that wait for the model. */
  readonly queueDepth: number;
  /** Requests served whose fate is not known yet. */
  readonly spooled: number;
  /** Entries that could not be written to the ledger's file: a kill now would hide them. */
  readonly ledgerWriteFailures: number;
  /** The log refuses or does not answer. */
  readonly logFailing: boolean;
  /** Times that the capture thread was started again. */
  readonly captureRestarts: number;
}
