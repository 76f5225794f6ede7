import type { CLIENT_CLOSED, ErrorClass } from "../../collector/events/request-event.ts";
import type { RequestLine } from "./protocol.ts";

/** One half of an exchange as it was on the wire: raw header list [name, value, name, value, …], body still compressed. */
export interface Half {
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** What happened without the server saying so. */
export interface Failure {
  readonly errorClass: ErrorClass | typeof CLIENT_CLOSED;
  readonly message: string;
}

/** A request and its answer, complete. Times are epoch milliseconds, durations milliseconds, 0: not known. */
export interface Exchange {
  readonly line: RequestLine;
  /** The path's model as the books count it, which may be "other"; absent: the path names none. */
  readonly counted?: string;
  readonly eventTime: number;
  readonly receivedTime: number;
  /** Made by the sidecar when it answers itself; otherwise empty. */
  readonly requestId: string;
  readonly request: Half;
  readonly response: Half;
  /** Bytes of the bodies as sent. */
  readonly requestBytes: number;
  readonly responseBytes: number;
  /** A body was over the limit and is empty here. */
  readonly tooLarge: boolean;
  /** Status sent to the client, 0 when none was. */
  readonly status: number;
  readonly failure?: Failure;
  /** From the request's arrival to the first and the last byte of the answer's body. */
  readonly firstByteMs: number;
  readonly lastByteMs: number;
  readonly totalMs: number;
  readonly upstreamMs: number;
  readonly queueMs: number;
  readonly computeMs: number;
  readonly inFlight: number;
}
