import type { InferenceRow } from "../../collector/events/inference-row.ts";
import type { RequestEvent } from "../../collector/events/request-event.ts";
import type { Decoded } from "../decode/decode.ts";
import type { Exchange } from "../wire/exchange.ts";
import { headerOf } from "../wire/headers.ts";
import type { Column } from "../wire/protocol.ts";
import type { CappedNames } from "./capped-names.ts";
import { foldValue } from "./row-value.ts";
import type { FoldedValues } from "./row-value.ts";

/** Longest error message that is kept. */
const MESSAGE_CHARACTERS = 500;

/** A prediction of so many elements is a column for each; a longer one is a vector. */
const MAX_SPREAD = 256;

/** What both tables say of an exchange. */
export interface Captured {
  readonly request: RequestEvent;
  /** None for a request that failed: nothing was scored. One whose answer holds a value that is none (badOutput) has them, without that value. */
  readonly inferences: Iterable<InferenceRow>;
}

/** Beside the exchange itself. */
export interface RowFacts {
  /** Never empty. */
  readonly requestId: string;
  readonly node: string;
  readonly names: CappedNames;
  readonly tags: Readonly<Record<string, string>>;
  /** What is done with each value before it is kept; undefined: nothing. */
  readonly ruled: Readonly<Record<"feature" | "prediction", FoldedValues["ruled"]>>;
  /** Of the request, as it may be told. */
  readonly errorMessage: string;
  /** Holds a row's values to their caps, in place. */
  cap(values: FoldedValues, kind: "feature" | "prediction"): void;
}

/** Rows of one exchange; the scored ones are made as they are asked for, since they may be many. */
export function captureRows(exchange: Exchange, decoded: Decoded, facts: RowFacts): Captured {
  return { request: requestEvent(exchange, decoded, facts), inferences: wasScored(decoded) ? inferenceRows(exchange, decoded, facts) : [] };
}

function wasScored({ errorClass, unreadable, predictions }: Decoded): boolean {
  return unreadable === "" && (errorClass === "" || (errorClass === "badOutput" && predictions.length > 0));
}

function* inferenceRows(exchange: Exchange, decoded: Decoded, facts: RowFacts): Generator<InferenceRow> {
  const common = shared(exchange, facts);
  for (let row = 0; row < decoded.rows; row++) yield inferenceRow(common, decoded, facts, row);
}

function requestEvent(exchange: Exchange, decoded: Decoded, facts: RowFacts): RequestEvent {
  return {
    ...shared(exchange, facts),
    trace_id: traceId(exchange.request.headers),
    protocol: decoded.protocol,
    node: facts.node,
    status: exchange.status,
    error_class: decoded.errorClass,
    error_message: facts.errorMessage.slice(0, MESSAGE_CHARACTERS).toWellFormed(),
    total_ms: exchange.totalMs,
    upstream_ms: exchange.upstreamMs,
    queue_ms: exchange.queueMs,
    compute_ms: exchange.computeMs,
    rows: decoded.rows,
    request_bytes: exchange.requestBytes,
    response_bytes: exchange.responseBytes,
    in_flight: exchange.inFlight,
  };
}

function shared(exchange: Exchange, { requestId, names }: RowFacts) {
  return { event_time: exchange.eventTime, received_time: exchange.receivedTime, request_id: requestId, ...names };
}

function inferenceRow(common: ReturnType<typeof shared>, decoded: Decoded, facts: RowFacts, row: number): InferenceRow {
  const features = fold(decoded.features, row, false, facts.ruled.feature);
  const predictions = fold(decoded.predictions, row, true, facts.ruled.prediction);
  facts.cap(features, "feature");
  facts.cap(predictions, "prediction");
  return {
    ...common,
    row_number: row,
    feature_numbers: features.numbers,
    feature_categories: features.categories,
    feature_vectors: { ...features.vectors, ...predictions.vectors },
    missing_features: features.missing,
    prediction_numbers: predictions.numbers,
    prediction_categories: predictions.categories,
    ...(Object.keys(facts.tags).length === 0 ? {} : { tags: facts.tags }),
  };
}

function fold(columns: readonly Column[], row: number, spread: boolean, ruled: FoldedValues["ruled"]): FoldedValues {
  const folded: FoldedValues = { numbers: {}, categories: {}, vectors: {}, missing: [], ruled };
  for (const { name, values } of columns) foldValue(folded, name, values[row], spread && !isLong(values[row]));
  return folded;
}

/** An answered vector (an embedding) is kept as one, beside the features' vectors. */
function isLong(value: unknown): boolean {
  return Array.isArray(value) && value.length > MAX_SPREAD;
}

/** The trace id of a W3C `traceparent`; empty without one. */
export function traceId(headers: readonly string[]): string {
  return /^[\da-f]{2}-([\da-f]{32})-/.exec(headerOf(headers, "traceparent") ?? "")?.[1] ?? "";
}
