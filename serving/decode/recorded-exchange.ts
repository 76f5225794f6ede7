import { z } from "zod";
import type { Exchange, Half } from "../wire/exchange.ts";
import { framed } from "../wire/grpc/frame.ts";
import { encodedMessage, httpStatusOf } from "../wire/grpc/grpc-status.ts";
import { requestLine } from "../wire/message.ts";
import type { Column, Content, Protocol } from "../wire/protocol.ts";
import { routeOf } from "../wire/route-of.ts";
import { decode } from "./decode.ts";
import type { Decoded } from "./decode.ts";
import type { Declared } from "./declared.ts";
import { isOfTheServer, kindOfOther } from "./exchange-kind.ts";
import type { ExchangeKind } from "./exchange-kind.ts";

const half = z.looseObject({
  headers: z.array(z.tuple([z.string(), z.string()])).default([]),
  metadata: z.array(z.tuple([z.string(), z.string()])).default([]),
  body: z.string().optional(),
  bodyBase64: z.string().optional(),
  messageBase64: z.string().optional(),
});

/** An exchange in a file: `{request: {method, path, headers: [[name, value]], body | bodyBase64 | messageBase64}, response: {status | grpcStatus, headers, body | bodyBase64 | messageBase64}}`; more keys are let be. Of gRPC `method` is the full name. */
export const recordedExchange = z.looseObject({
  request: half.extend({ method: z.string(), path: z.string().optional() }),
  response: half.extend({ status: z.int().optional(), grpcStatus: z.int().optional(), grpcMessage: z.string().optional() }),
});

export type RecordedExchange = z.infer<typeof recordedExchange>;

/** What `tidemark decode` prints. */
export interface DecodedRecord {
  /** Empty: the exchange is no request of a model. */
  readonly protocol: string;
  readonly kind: ExchangeKind;
  readonly model: string | null;
  readonly version: string | null;
  readonly requestId: string | null;
  readonly rows: number;
  /** What the server says of itself: `ok`, though what it answered may be no answer (`errorClass` badOutput). */
  readonly status: "ok" | "error";
  readonly errorClass: string | null;
  readonly errorMessage: string | null;
  /** Why an answered exchange is not understood: it counts as unreadable, not as failed. */
  readonly unreadable: string | null;
  readonly note: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly features: readonly Column[];
  readonly predictions: readonly Column[];
  readonly feedback?: Content["feedback"];
}

const NOT_WATCHED = "the sidecar captures this path only where serving.upstream.paths names it, or serving.upstream.protocol its protocol";

/**
 * Decodes a recorded exchange as the sidecar would.
 * @param protocols one that is named, or all of `auto`
 * @param paths as declared. A path that none knows is read all the same, and said so, where both halves are understood
 */
export function decodeRecorded(recorded: RecordedExchange, protocols: readonly Protocol[], declared: Declared, paths: readonly string[] = []): DecodedRecord {
  const exchange = exchangeOf(recorded);
  const { line, request, status } = exchange;
  const route = routeOf(protocols, line, request.headers, paths);
  const isNobodys = (status === 404 || status === 405) && route?.model === undefined && recorded.response.grpcStatus === undefined;
  if (route !== undefined && !isNobodys) return record(decode(exchange, protocols, declared), "inference", exchange, null);
  if (route === undefined && !isNobodys && !isOfTheServer(line) && routeOf(protocols, line, request.headers, [line.path]) !== undefined) {
    const decoded = decode(exchange, protocols, declared);
    if (decoded.unreadable === "" && decoded.features.length > 0 && status < 400) return record(decoded, "inference", exchange, NOT_WATCHED);
    if (status >= 500 && decoded.features.length > 0) return record(decoded, "inference", exchange, NOT_WATCHED);
  }
  return record(undefined, kindOfOther(line, exchange.response.body.toString("utf8", 0, 1_024)), exchange, null);
}

function record(decoded: Decoded | undefined, kind: ExchangeKind, exchange: Exchange, note: string | null): DecodedRecord {
  const failed = exchange.status < 200 || exchange.status >= 400;
  const badOutput = decoded?.errorClass === "badOutput";
  return {
    protocol: decoded?.protocol ?? "",
    kind: decoded?.logged ?? kind,
    model: decoded?.model || null,
    version: decoded?.version || null,
    requestId: decoded?.requestId || null,
    rows: decoded?.rows ?? 0,
    status: failed || (decoded !== undefined && decoded.errorClass !== "" && !badOutput) ? "error" : "ok",
    errorClass: decoded?.errorClass || null,
    errorMessage: decoded?.errorMessage || null,
    unreadable: decoded?.unreadable || null,
    note,
    tags: decoded?.tags ?? {},
    features: decoded?.features ?? [],
    predictions: decoded?.predictions ?? [],
    ...(decoded?.feedback === undefined ? {} : { feedback: decoded.feedback }),
  };
}

/** A recorded exchange as the sidecar has it. */
export function exchangeOf(recorded: RecordedExchange): Exchange {
  const { request, response } = recorded;
  const sent = halfOf(request);
  const answered = halfOf(response.grpcStatus === undefined ? response : grpcAnswer(response));
  return {
    line: response.grpcStatus === undefined ? requestLine(request.method, request.path ?? "/") : requestLine("POST", request.path ?? request.method),
    eventTime: 0,
    receivedTime: 0,
    requestId: "",
    request: sent,
    response: answered,
    requestBytes: sent.body.length,
    responseBytes: answered.body.length,
    tooLarge: false,
    status: response.grpcStatus === undefined ? (response.status ?? 0) : httpStatusOf(response.grpcStatus),
    firstByteMs: 0,
    lastByteMs: 0,
    totalMs: 0,
    upstreamMs: 0,
    queueMs: 0,
    computeMs: 0,
    inFlight: 1,
  };
}

/** What trailers say; a call that failed has no message. */
function grpcAnswer(response: RecordedExchange["response"]): RecordedExchange["response"] {
  const { grpcStatus = 0, grpcMessage = "", messageBase64 = "" } = response;
  const trailers: [string, string][] = [
    ["grpc-status", String(grpcStatus)],
    ["grpc-message", encodedMessage(grpcMessage)],
  ];
  return { ...response, messageBase64: grpcStatus === 0 ? messageBase64 : "", metadata: [...response.metadata, ...trailers] };
}

function halfOf({ headers, metadata, body, bodyBase64, messageBase64 }: z.infer<typeof half>): Half {
  if (messageBase64 !== undefined)
    return { headers: [...metadata.flat(), "content-type", "application/grpc"], body: framed(Buffer.from(messageBase64, "base64")) };
  return { headers: headers.flat(), body: bodyBase64 === undefined ? Buffer.from(body ?? "") : Buffer.from(bodyBase64, "base64") };
}

/** The record as JSON: a number that JSON has not is its name ("NaN"), a whole number beyond doubles its digits. */
export function recordText(record: DecodedRecord): string {
  return JSON.stringify(record, (_key, value: unknown) => {
    if (typeof value === "bigint") return String(value);
    return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  });
}
