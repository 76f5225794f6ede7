import type { LedgerEntry } from "../ledger/ledger-entry.ts";
import type { Failure } from "../wire/exchange.ts";
import type { RequestLine, Route } from "../wire/protocol.ts";
import type { KeptBody } from "./kept-body.ts";

/** A request to a model from its arrival to its end, filled in on the request path; bodies are as they were on the wire. */
export interface Observation {
  readonly line: RequestLine;
  /** Of gRPC the model is filled in from the request's body when its answer begins. */
  route: Route;
  readonly eventTime: number;
  readonly receivedTime: number;
  /** `performance.now()` at arrival. */
  readonly startedMs: number;
  readonly inFlight: number;
  readonly requestHeaders: readonly string[];
  readonly request: KeptBody;
  readonly response: KeptBody;
  /** It turned out to be no request of a model: it is in no books. */
  nobodys: boolean;
  /** Half of an exchange, whose other half is waited for: it is finished by whoever waits. */
  isHalf: boolean;
  /** The books that it is entered in; undefined until it is served. */
  entry: LedgerEntry | undefined;
  /** What it counts under, once it is served; empty where only bodies say. */
  model: string;
  /** Made here when the sidecar answers by itself; otherwise empty. */
  requestId: string;
  responseHeaders: readonly string[];
  /** Sent to the client; 0: nothing yet. */
  status: number;
  failure: Failure | undefined;
  upstreamMs: number;
  queueMs: number;
  computeMs: number;
  totalMs: number;
}
