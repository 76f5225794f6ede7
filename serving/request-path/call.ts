import type { IncomingMessage, ServerResponse } from "node:http";
import type { Failure } from "../wire/exchange.ts";
import type { Observation } from "./observation.ts";

/** One request on its way through a target. */
export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Filled in by the target; undefined for what is not captured. */
  readonly seen: Observation | undefined;
  /** Must be called before the first byte of an answer leaves: the request is now served. */
  begin(status: number, headers: readonly string[], failure?: Failure): void;
}

/** What answers requests: a model server behind a proxy, or models in this process. */
export interface Target extends AsyncDisposable {
  handle(call: Call): void;
  /** Undefined when requests can be answered, else why not. */
  unready(): Promise<string | undefined>;
  /** Rows or requests that wait. */
  queueDepth(): number;
}
