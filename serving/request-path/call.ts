import type { IncomingMessage, ServerResponse } from "node:http";
import type { ServerHttp2Stream } from "node:http2";
import type { Failure } from "../wire/exchange.ts";
import type { Observation } from "./observation.ts";
import type { Refusal } from "./refusal.ts";

/** One request on its way through a target. */
export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Filled in by the target; undefined for what is not captured. */
  readonly seen: Observation | undefined;
  /** Must be called before the first byte of an answer leaves: the request is now served. */
  begin(status: number, headers: readonly string[], failure?: Failure): void;
}

/** One stream of HTTP/2 on its way through a target: a call of gRPC, or any other request. */
export interface StreamCall {
  readonly stream: ServerHttp2Stream;
  /** As they came: [name, value, …], pseudo-headers too. */
  readonly headers: readonly string[];
  readonly isGrpc: boolean;
  /** Filled in by the target; undefined for what is not captured. */
  readonly seen: Observation | undefined;
  /** Bytes of bodies that have gone either way. */
  moved: number;
  /** Must be called before the first byte of an answer leaves. */
  begin(status: number, headers: readonly string[], failure?: Failure): void;
  /** Answers by itself, as gRPC or HTTP has it; where an answer has begun, the stream is broken off. */
  refuse(refusal: Refusal, failure: Failure): void;
}

/** What answers requests: a model server behind a proxy, or models in this process. */
export interface Target extends AsyncDisposable {
  handle(call: Call): void;
  /** Absent: HTTP/2 is not spoken. */
  handleStream?(call: StreamCall): void;
  /** Undefined when requests can be answered, else why not. */
  unready(): Promise<string | undefined>;
  /** Rows or requests that wait. */
  queueDepth(): number;
}
