/** Why a request failed, and so whose fault it was. See docs/tables.md. */
export const ERROR_CLASSES = ["network", "overload", "badInput", "badOutput", "server"] as const;
export type ErrorClass = (typeof ERROR_CLASSES)[number];

/** A request that its client gave up: it hung up, or stopped sending or reading. Nobody else's fault, and no failure. */
export const CLIENT_CLOSED = "clientClosed";

/** One row of `requests`: one request, answered or failed. Times are epoch milliseconds, durations milliseconds; an empty string or 0 means not known. */
export interface RequestEvent {
  readonly event_time: number;
  readonly received_time: number;
  readonly request_id: string;
  readonly trace_id: string;
  readonly model: string;
  readonly version: string;
  readonly variant: string;
  readonly protocol: string;
  readonly node: string;
  /** HTTP status sent to the client; 0 when none was. */
  readonly status: number;
  /** Empty when the request was answered. */
  readonly error_class: ErrorClass | typeof CLIENT_CLOSED | "";
  readonly error_message: string;
  readonly total_ms: number;
  readonly upstream_ms: number;
  readonly queue_ms: number;
  readonly compute_ms: number;
  readonly rows: number;
  readonly request_bytes: number;
  readonly response_bytes: number;
  readonly in_flight: number;
}
