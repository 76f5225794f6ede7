import { z } from "zod";
import { TidemarkError } from "../../errors.ts";
import type { Exchange, Half } from "../wire/exchange.ts";
import type { Column, Protocol } from "../wire/protocol.ts";
import { decode } from "./decode.ts";
import type { Declared } from "./decode.ts";

const half = z.looseObject({ headers: z.array(z.tuple([z.string(), z.string()])), body: z.string().optional(), bodyBase64: z.string().optional() });

/** An exchange in a file: `{request: {method, path, headers: [[name, value]], body | bodyBase64}, response: {status, headers, body | bodyBase64}}`; more keys are let be. */
export const recordedExchange = z.looseObject({
  request: half.extend({ method: z.string(), path: z.string() }),
  response: half.extend({ status: z.int() }),
});

export type RecordedExchange = z.infer<typeof recordedExchange>;

/** What `tidemark decode` prints. */
export interface DecodedRecord {
  readonly protocol: string;
  readonly model: string | null;
  readonly version: string | null;
  readonly requestId: string | null;
  readonly rows: number;
  readonly status: "ok" | "error";
  readonly errorClass: string | null;
  readonly errorMessage: string | null;
  readonly features: readonly Column[];
  readonly predictions: readonly Column[];
}

/**
 * Decodes a recorded exchange as the sidecar would.
 * @param wanted a protocol's name, or `auto`: the first that knows the path
 * @throws TidemarkError `input` when the protocol is unknown or none knows the path.
 */
export function decodeRecorded(recorded: RecordedExchange, protocols: readonly Protocol[], wanted: string, declared: Declared): DecodedRecord {
  const { method, path } = recorded.request;
  const plain = path.split("?", 1)[0] ?? path;
  const protocol = protocols.find((protocol) => (wanted === "auto" ? protocol.route(method, plain) !== undefined : protocol.name === wanted));
  if (protocol === undefined)
    throw new TidemarkError(
      "input",
      `decoding ${method} ${path} as ${wanted}: expected an inference request of one of ${protocols.map((protocol) => protocol.name).join(", ")}`,
    );
  const decoded = decode(exchangeOf(recorded, protocol, plain), protocol, declared);
  return {
    protocol: protocol.name,
    model: decoded.model || null,
    version: decoded.version || null,
    requestId: decoded.requestId || null,
    rows: decoded.rows,
    status: decoded.errorClass === "" && decoded.unreadable === "" ? "ok" : "error",
    errorClass: decoded.errorClass || null,
    errorMessage: decoded.errorMessage || decoded.unreadable || null,
    features: decoded.features,
    predictions: decoded.predictions,
  };
}

function exchangeOf(recorded: RecordedExchange, protocol: Protocol, path: string): Exchange {
  return {
    protocol: protocol.name,
    route: protocol.route(recorded.request.method, path) ?? {},
    eventTime: 0,
    receivedTime: 0,
    requestId: "",
    request: halfOf(recorded.request),
    response: halfOf(recorded.response),
    status: recorded.response.status,
    totalMs: 0,
    upstreamMs: 0,
    queueMs: 0,
    computeMs: 0,
    inFlight: 1,
  };
}

function halfOf(recorded: z.infer<typeof half>): Half {
  const body = recorded.bodyBase64 === undefined ? Buffer.from(recorded.body ?? "") : Buffer.from(recorded.bodyBase64, "base64");
  return { headers: recorded.headers.flat(), body };
}
