import { messageOf } from "../../errors.ts";
import type { Exchange, Failure } from "../wire/exchange.ts";
import { messageText, statedStatus } from "../wire/grpc/grpc-status.ts";
import { headerMap, headerOf } from "../wire/headers.ts";
import { openMessage, unopenedMessage } from "../wire/message.ts";
import type { Column, Content, Message, Protocol, Route } from "../wire/protocol.ts";
import { alignRows } from "./align-rows.ts";
import type { Aligned } from "./align-rows.ts";
import type { Declared } from "./declared.ts";
import { detectProtocol } from "./detect-protocol.ts";
import { errorClass } from "./error-class.ts";
import { errorMessage } from "./error-message.ts";
import { nameColumns } from "./name-columns.ts";
import { tagsOf } from "./tags-of.ts";

/** A body may be so long when decompressed. */
const MAX_BODY_BYTES = 16 << 20;

/** Longest words of a failure. */
const MESSAGE_CHARACTERS = 500;

/** Lists in lists that are looked into for values that are none. */
const MAX_DEPTH = 16;

/** What an exchange says. Empty strings: not said. */
export interface Decoded {
  /** Name of the protocol that it was read by. */
  readonly protocol: string;
  readonly model: string;
  readonly version: string;
  /** The request's own id, else `x-request-id`, else `ce-id`, else the id that the server gave its answer. */
  readonly requestId: string;
  readonly rows: number;
  /** Context that is no feature. */
  readonly tags: Readonly<Record<string, string>>;
  readonly features: readonly Column[];
  /** Features go by their places alone: neither the wire nor the model's schema names them. */
  readonly positional: boolean;
  readonly predictions: readonly Column[];
  /** Of an exchange in words, as far as they could be read: what was asked and what was answered, one text a row. */
  readonly texts?: { readonly prompts: readonly string[]; readonly answers: readonly string[] };
  readonly errorClass: Failure["errorClass"] | "";
  readonly errorMessage: string;
  /** The server answered, but one of the halves, or how they belong together, is not understood: why. Such an exchange says nothing of features or predictions, and is no failure. */
  readonly unreadable: string;
  /** The exchange carries half of another one. */
  readonly logged?: Content["logged"];
  readonly feedback?: Content["feedback"];
}

type Read<T> = { readonly content: T; readonly fault?: never } | { readonly content?: never; readonly fault: string };
const NOTHING: Content = { rows: 0, columns: [] };

/** Reads both halves of an exchange; what is wrong with them is classified, never thrown. @param protocols of which one is its own */
export function decode(exchange: Exchange, protocols: readonly Protocol[], declared: Declared): Decoded {
  const { line } = exchange;
  const opened = attempt(() => openMessage(line, exchange.request, MAX_BODY_BYTES));
  const answer = attempt(() => openMessage(line, exchange.response, MAX_BODY_BYTES));
  const protocol = choose(
    protocols,
    exchange,
    opened.content ?? unopenedMessage(line, exchange.request),
    answer.content ?? unopenedMessage(line, exchange.response),
  );
  const route = protocol?.route(line, exchange.request.headers) ?? {};
  const request = bind(opened, (message) => readWith(protocol, (reader) => reader.request(message)));
  const answered = exchange.status >= 200 && exchange.status < 300 && exchange.failure === undefined;
  const redirected = isRedirect(exchange.status) && exchange.failure === undefined;
  const response = answered ? bind(answer, (message) => readWith(protocol, (reader) => reader.response(message, request.content))) : undefined;
  const both = response?.content === undefined || request.content === undefined ? undefined : together(request.content, response.content);
  const asked = both?.request ?? request.content ?? NOTHING;
  const { model, version } = identity(exchange, route, asked, response?.content, declared);
  const schema = declared.schemas.find((schema) => schema.name === model && (schema.version === "" || schema.version === version));
  const named = nameColumns(asked, schema);
  const failure = failureOf(exchange, request, response, both, named.fault, answer.content);
  const isAnswer = asked.logged === "response";
  const predictions = isAnswer ? asked.columns : [...(both?.response.columns ?? []), ...paceOf(exchange, both?.response)];
  return {
    protocol: protocol?.name ?? "",
    model,
    version,
    requestId: requestId(exchange, route, request.content, response?.content),
    rows: asked.rows,
    tags: opened.content === undefined ? {} : tagsOf(opened.content, declared.tags ?? []),
    features: isAnswer ? [] : named.columns,
    positional: named.positional,
    predictions: failure === undefined || failure.errorClass === "badOutput" ? predictions : [],
    errorClass: failure?.errorClass ?? "",
    errorMessage: failure?.message ?? "",
    ...(asked.texts === undefined ? {} : { texts: { prompts: asked.texts, answers: both?.response.texts ?? [] } }),
    ...(asked.logged === undefined ? {} : { logged: asked.logged, feedback: asked.feedback }),
    unreadable: redirected
      ? `the server sent the client elsewhere (status ${exchange.status})`
      : answered && failure === undefined
        ? (request.fault ?? response?.fault ?? notTogether(request.content, response?.content, both))
        : "",
  };
}

function choose(protocols: readonly Protocol[], exchange: Exchange, request: Message, response: Message): Protocol | undefined {
  if (protocols.length === 1) return protocols[0];
  const known = protocols
    .map((protocol) => ({ protocol, route: protocol.route(exchange.line, exchange.request.headers) }))
    .filter(({ route }) => route !== undefined);
  const own = known.filter(({ route }) => route?.guess !== true);
  return detectProtocol(
    (own.length > 0 ? own : known).map(({ protocol }) => protocol),
    request,
    response,
  );
}

function readWith(protocol: Protocol | undefined, reading: (reader: Protocol["read"]) => Content): Read<Content> {
  return protocol === undefined ? { fault: "no protocol is known for this path" } : attempt(() => reading(protocol.read));
}

function attempt<T>(doing: () => T): Read<T> {
  try {
    return { content: doing() };
  } catch (error) {
    return { fault: messageOf(error) };
  }
}

function bind<T, U>(before: Read<T>, next: (content: T) => Read<U>): Read<U> {
  return before.content === undefined ? { fault: before.fault ?? "" } : next(before.content);
}

function together(request: Content, response: Content): Aligned | undefined {
  return response.pending === true || response.error !== undefined ? { request, response: { ...response, columns: [] } } : alignRows(request, response);
}

function notTogether(request: Content | undefined, response: Content | undefined, both: Aligned | undefined): string {
  return request === undefined || response === undefined || both !== undefined ? "" : `${request.rows} rows were asked for, ${response.rows} answered`;
}

function identity(exchange: Exchange, route: Route, request: Content, response: Content | undefined, declared: Declared): { model: string; version: string } {
  return {
    model: exchange.counted ?? route.model ?? request.model ?? response?.model ?? declared.model,
    version: route.version ?? response?.version ?? request.version ?? headerOf(exchange.response.headers, "x-model-version") ?? declared.version,
  };
}

function failureOf(
  exchange: Exchange,
  request: Read<Content>,
  response: Read<Content> | undefined,
  both: Aligned | undefined,
  schemaFault: string | undefined,
  answer: Message | undefined,
): Failure | undefined {
  if (exchange.failure !== undefined) return exchange.failure;
  if (isRedirect(exchange.status)) return undefined;
  const malformed = !exchange.tooLarge && (request.fault !== undefined || schemaFault !== undefined);
  if (exchange.status < 200 || exchange.status >= 300) {
    const grpcStatus = statedStatus(exchange.response.headers);
    const message = grpcStatus === undefined ? errorMessage(answer?.body ?? exchange.response.body) : grpcMessage(exchange);
    return { errorClass: errorClass({ status: exchange.status, grpcStatus, message, malformed }), message: message || (request.fault ?? schemaFault ?? "") };
  }
  const said = response?.content?.error;
  if (said !== undefined)
    return { errorClass: errorClass({ status: response?.content?.errorStatus ?? exchange.status, message: said, malformed }), message: said };
  const message = both === undefined ? undefined : badOutput(both.response);
  return message === undefined ? undefined : { errorClass: "badOutput", message };
}

/** Neither an answer nor a failure: the client asks again, elsewhere. */
function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

/** What a call's trailers say of its failure. */
function grpcMessage({ response }: Exchange): string {
  return messageText(headerOf(response.headers, "grpc-message") ?? "").slice(0, MESSAGE_CHARACTERS);
}

/** Of a stream: how long its first event took, and each after it. Events are no tokens. */
function paceOf({ firstByteMs, lastByteMs }: Exchange, response: Content | undefined): Column[] {
  const chunks = response?.stream?.chunks ?? 0;
  if (chunks === 0 || firstByteMs === 0) return [];
  const between = chunks > 1 ? [{ name: "time_between_chunks_ms", values: [(lastByteMs - firstByteMs) / (chunks - 1)] }] : [];
  return [{ name: "time_to_first_chunk_ms", values: [firstByteMs] }, ...between];
}

/** A prediction that is none: null, NaN, infinite. The other rows, and what was asked, are kept. */
function badOutput({ columns }: Content): string | undefined {
  for (const { name, values } of columns) {
    const row = values.findIndex((value) => isNoValue(value));
    if (row !== -1) return `prediction "${name}" has no finite value in row ${row}`;
  }
  return undefined;
}

function isNoValue(value: unknown, depth = 0): boolean {
  if (Array.isArray(value)) return depth < MAX_DEPTH && value.some((part) => isNoValue(part, depth + 1));
  return value === null || (typeof value === "number" && !Number.isFinite(value));
}

function requestId(exchange: Exchange, route: Route, request: Content | undefined, response: Content | undefined): string {
  const headers = headerMap(exchange.request.headers);
  const answered = headerMap(exchange.response.headers);
  return (
    route.requestId ??
    request?.requestId ??
    response?.assignedId ??
    headers.get("x-request-id") ??
    headers.get("ce-id") ??
    response?.requestId ??
    answered.get("x-request-id") ??
    exchange.requestId
  );
}
