import type { InferenceRow } from "../../collector/events/inference-row.ts";
import type { RequestEvent } from "../../collector/events/request-event.ts";
import type { Decoded } from "../decode/decode.ts";
import type { Exchange } from "../wire/exchange.ts";
import { headerOf } from "../wire/headers.ts";
import type { Column } from "../wire/protocol.ts";
import { foldValue } from "./row-value.ts";

/** What both tables say of an exchange. */
export interface Captured {
  readonly request: RequestEvent;
  /** None for a request that failed: nothing was scored. */
  readonly inferences: readonly InferenceRow[];
}

/** Rows of one exchange. @param requestId never empty */
export function captureRows(exchange: Exchange, decoded: Decoded, requestId: string, node: string): Captured {
  return {
    request: requestEvent(exchange, decoded, requestId, node),
    inferences: decoded.errorClass === "" ? Array.from({ length: decoded.rows }, (_, row) => inferenceRow(exchange, decoded, requestId, row)) : [],
  };
}

function requestEvent(exchange: Exchange, decoded: Decoded, requestId: string, node: string): RequestEvent {
  return {
    ...shared(exchange, decoded, requestId),
    trace_id: traceId(exchange.request.headers),
    protocol: exchange.protocol,
    node,
    status: exchange.status,
    error_class: decoded.errorClass,
    error_message: decoded.errorMessage,
    total_ms: exchange.totalMs,
    upstream_ms: exchange.upstreamMs,
    queue_ms: exchange.queueMs,
    compute_ms: exchange.computeMs,
    rows: decoded.rows,
    request_bytes: exchange.request.body.length,
    response_bytes: exchange.response.body.length,
    in_flight: exchange.inFlight,
  };
}

function shared(exchange: Exchange, decoded: Decoded, requestId: string) {
  return {
    event_time: exchange.eventTime,
    received_time: exchange.receivedTime,
    request_id: requestId,
    model: decoded.model,
    version: decoded.version,
    variant: headerOf(exchange.request.headers, "tidemark-variant") ?? "",
  };
}

function inferenceRow(exchange: Exchange, decoded: Decoded, requestId: string, row: number): InferenceRow {
  const features = fold(decoded.features, row);
  const predictions = fold(decoded.predictions, row, true);
  return {
    ...shared(exchange, decoded, requestId),
    row_number: row,
    feature_numbers: features.numbers,
    feature_categories: features.categories,
    feature_vectors: features.vectors,
    missing_features: features.missing,
    prediction_numbers: predictions.numbers,
    prediction_categories: predictions.categories,
  };
}

function fold(columns: readonly Column[], row: number, spread = false) {
  const folded = { numbers: {}, categories: {}, vectors: {}, missing: [] };
  for (const column of columns) foldValue(folded, column.name, column.values[row], spread);
  return folded;
}

/** The trace id of a W3C `traceparent`; empty without one. */
function traceId(headers: readonly string[]): string {
  return /^[\da-f]{2}-([\da-f]{32})-/.exec(headerOf(headers, "traceparent") ?? "")?.[1] ?? "";
}
