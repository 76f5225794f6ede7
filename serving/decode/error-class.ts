import type { ErrorClass } from "../../collector/events/request-event.ts";
import { UNAVAILABLE } from "../wire/grpc/grpc-status.ts";

const INPUT_FAULT =
  /\b(shapes?|reshape|dimensions?|dtype|data-?type|expect(s|ed|ing)?|missing|required|columns?|features?|could not convert|invalid (value|input|literal|json)|pars(e|ing)|json|decod(e|ing)|malformed|unsupported|not supported|unknown (input|feature|model)|model( version)?:? .{0,80}?(not found|does not exist)|model not found|must be|must pass|cannot be (cast|converted)|contains (NaN|infinity))\b/i;
/** Of the server's own code, files and devices, though it may speak of shapes, features or JSON. */
const SERVER_FAULT =
  /\b(CUDA|cuDNN|cuBLAS|same device|out of memory|OOM|no module named|\w*ImportError|ModuleNotFoundError|FileNotFoundError|no such file|MemoryError|PermissionError|segmentation fault|worker (died|crashed)|(failed|unable) to connect|could not connect|connection (refused|reset|aborted|timed out)|not fitted( yet)?)\b/i;
/** Werkzeug's page for any 500 says "Either the server is overloaded or there is an error", which tells nothing. */
const BUSY = /\b(overload(ed)?\b(?! or there is an error)|queue|too many|capacity|busy|already running|exhausted|throttl|rate limit)/i;

const CANCELLED = 1;
const RESOURCE_EXHAUSTED = 8;
const ABORTED = 10;

/** What is known of a failed request when its class is decided. */
export interface FailureFacts {
  /** HTTP status from the server; 200 when it failed and did not say so in the status. */
  readonly status: number;
  /** Of gRPC: the code that `status` stands for. */
  readonly grpcStatus?: number | undefined;
  /** What the server said. */
  readonly message: string;
  /** The request's own body is not what the protocol or the model's schema asks for. */
  readonly malformed: boolean;
}

/**
 * Whose fault a failed request was. Status alone can't tell: real servers answer 500 (KServe, MLServer, Triton) or 503 (TorchServe) to a wrong shape or to malformed JSON,
 * so a 5xx is the client's fault where the request is malformed or the server's words are about its input. Some answer 400 to whatever their model raises (MLflow): it is theirs where its words are of their own devices, files and modules.
 * 424 is SageMaker's word for a model that failed; 409 is the client's fault but of a server that has one slot (Cog).
 */
export function errorClass(facts: FailureFacts): ErrorClass {
  const { status, message, malformed } = facts;
  const own = facts.grpcStatus === undefined ? undefined : grpcClass(facts.grpcStatus, message);
  if (own !== undefined) return own;
  if (status === 429) return "overload";
  if (status === 408 || status === 502 || status === 504) return "network";
  if (malformed) return "badInput";
  if (status === 503 && CONNECTION.test(message)) return "network";
  const refused = (status >= 400 && status < 500 && status !== 424) || status === 501;
  if ((!refused || status === 400) && SERVER_FAULT.test(message)) return "server";
  if (refused) return status === 409 && BUSY.test(message) ? "overload" : "badInput";
  if (INPUT_FAULT.test(message)) return "badInput";
  if (status === 503 && !/prediction failed|not ready|loading|setup/i.test(message)) return "overload";
  return BUSY.test(message) ? "overload" : "server";
}

/** What proxies and servers of gRPC say when the connection to what is behind them fails. */
const CONNECTION =
  /\b(failed to connect|connection (refused|reset|closed|dropped|timed out)|connect error|socket closed|transport is closing|upstream (connect|request)|no healthy upstream|no connection established|broken pipe|goaway)\b/i;
const TOO_LARGE = /\b(larger than max|message (size|length)|exceeds? (the )?(maximum|max) (message|receive)|too large)\b/i;

/** Where a gRPC code says another thing than the HTTP status that it is most like; undefined: it says the same. */
function grpcClass(grpcStatus: number, message: string): ErrorClass | undefined {
  if (grpcStatus === CANCELLED) return "network";
  if (grpcStatus === ABORTED) return "server";
  if (grpcStatus === RESOURCE_EXHAUSTED && TOO_LARGE.test(message)) return "badInput";
  return grpcStatus === UNAVAILABLE && CONNECTION.test(message) ? "network" : undefined;
}
