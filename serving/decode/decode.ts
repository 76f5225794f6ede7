import type { ModelSchema } from "../../collector/events/model-schema.ts";
import { messageOf } from "../../errors.ts";
import { decompress } from "../wire/body.ts";
import type { Exchange, Failure, Half } from "../wire/exchange.ts";
import { headerMap, headerOf } from "../wire/headers.ts";
import type { Column, Content, Message, Protocol } from "../wire/protocol.ts";
import { errorClass } from "./error-class.ts";
import { errorMessage } from "./error-message.ts";
import { nameColumns } from "./name-columns.ts";

/** What an exchange says. Empty strings: not said. */
export interface Decoded {
  readonly model: string;
  readonly version: string;
  /** The request's own id, else `x-request-id`, else `ce-id`, else the id that the server gave its answer. */
  readonly requestId: string;
  readonly rows: number;
  readonly features: readonly Column[];
  readonly predictions: readonly Column[];
  readonly errorClass: Failure["errorClass"] | "";
  readonly errorMessage: string;
  /** The server answered, but the request can't be read: why. Such an exchange says nothing of features. */
  readonly unreadable: string;
}

/** What the configuration says where the wire does not. */
export interface Declared {
  readonly model: string;
  readonly version: string;
  readonly schemas: readonly ModelSchema[];
}

type Read = { readonly content?: Content; readonly fault?: string };
const NOTHING: Content = { rows: 0, columns: [] };

/** Reads both halves of an exchange; what is wrong with them is classified, never thrown. */
export function decode(exchange: Exchange, protocol: Protocol, declared: Declared): Decoded {
  const request = read(exchange.request, (message) => protocol.readRequest(message));
  const answered = exchange.status >= 200 && exchange.status < 300 && exchange.failure === undefined;
  const response = answered ? read(exchange.response, (message) => protocol.readResponse(message)) : {};
  const said = { ...response.content, ...request.content };
  const model = exchange.route.model ?? said.model ?? declared.model;
  const version =
    exchange.route.version ??
    response.content?.version ??
    request.content?.version ??
    headerOf(exchange.response.headers, "x-model-version") ??
    declared.version;
  const schema = declared.schemas.find((schema) => schema.name === model && (schema.version === "" || schema.version === version));
  const named = nameColumns(request.content ?? NOTHING, schema);
  const failure = failureOf(exchange, request, response, named.fault);
  return {
    model,
    version,
    requestId: requestId(exchange, request.content, response.content),
    rows: request.content?.rows ?? 0,
    features: named.columns,
    predictions: failure === undefined ? (response.content?.columns ?? []) : [],
    errorClass: failure?.errorClass ?? "",
    errorMessage: failure?.message ?? "",
    unreadable: answered && request.fault !== undefined && failure === undefined ? request.fault : "",
  };
}

function read(half: Half, reader: (message: Message) => Content): Read {
  try {
    const headers = headerMap(half.headers);
    return { content: reader({ headers, body: decompress(half.body, headers.get("content-encoding")) }) };
  } catch (error) {
    return { fault: messageOf(error) };
  }
}

function failureOf(exchange: Exchange, request: Read, response: Read, schemaFault: string | undefined): Failure | undefined {
  if (exchange.failure !== undefined) return exchange.failure;
  const malformed = request.fault !== undefined || schemaFault !== undefined;
  if (exchange.status < 200 || exchange.status >= 300) {
    const message = errorMessage(readable(exchange.response));
    return { errorClass: errorClass({ status: exchange.status, message, malformed }), message: message || (request.fault ?? schemaFault ?? "") };
  }
  const said = response.content?.error;
  if (said !== undefined) return { errorClass: errorClass({ status: exchange.status, message: said, malformed }), message: said };
  if (request.content === undefined) return undefined;
  const message = badOutput(request.content, response);
  return message === undefined ? undefined : { errorClass: "badOutput", message };
}

/** An answer that cannot be what the model returns. */
function badOutput(request: Content, response: Read): string | undefined {
  if (response.content === undefined) return response.fault ?? "no answer";
  if (response.content.rows !== request.rows) return `${request.rows} rows were asked for, ${response.content.rows} answered`;
  const column = response.content.columns.find((column) =>
    column.values.some((value) => value === null || (typeof value === "number" && !Number.isFinite(value))),
  );
  return column === undefined
    ? undefined
    : `prediction "${column.name}" has no finite value in row ${column.values.findIndex((value) => value === null || (typeof value === "number" && !Number.isFinite(value)))}`;
}

function readable(half: Half): Buffer {
  try {
    return decompress(half.body, headerMap(half.headers).get("content-encoding"));
  } catch {
    return half.body;
  }
}

function requestId(exchange: Exchange, request: Content | undefined, response: Content | undefined): string {
  const headers = headerMap(exchange.request.headers);
  return request?.requestId ?? headers.get("x-request-id") ?? headers.get("ce-id") ?? response?.requestId ?? exchange.requestId;
}
