/** One value of a column: null was sent as missing, undefined not at all, a bigint is a whole number that no double holds. */
export type Value = number | string | boolean | bigint | null | undefined | readonly number[] | object;

/** One value a row, all rows of a message. */
export interface Column {
  readonly name: string;
  readonly values: readonly Value[];
  /** Of a tensor: the shape of one row, whose elements its value holds in one list. */
  readonly shape?: readonly number[];
}

/** What a request begins with; the path without its query. */
export interface RequestLine {
  readonly method: string;
  readonly path: string;
  /** After the "?"; empty without one. */
  readonly query: string;
}

/** What a request's head alone tells; undefined: not in it. */
export interface Route {
  readonly model?: string;
  readonly version?: string;
  readonly requestId?: string;
  /** Of a call of gRPC, which has one message each way: fields, one in another, that the model's name lies in, so that the books can go by it; none: it is not in the message. */
  readonly modelAt?: readonly number[];
  /** The path is like any other: it is the model's where the protocol or the path is declared, never by `auto` alone. */
  readonly guess?: boolean;
}

/** A whole message as its receiver sees it: body decompressed, header names in lower case. The line is the request's, in its answer too. */
export interface Message {
  readonly line: RequestLine;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** The body as JSON, parsed once. @throws TidemarkError `input` when it is none */
  json(what: string): unknown;
}

/** What a request or an answer says. `columns` are features or predictions; `error` is set when the server says in an answer of any status that it failed. */
export interface Content {
  readonly model?: string;
  readonly version?: string;
  readonly requestId?: string;
  /** Of an answer: the id that the server goes by, whatever header the client sent. */
  readonly assignedId?: string;
  readonly rows: number;
  readonly columns: readonly Column[];
  /** The one column holds a list a row whose elements are the columns, without names of their own: f0, f1, … or as the model's schema says. */
  readonly unnamed?: boolean;
  /** The other way to read it, taken where only that has as many rows as the other half: a list of numbers is one row, or one value a row. */
  readonly otherwise?: Content;
  readonly error?: string;
  /** The HTTP status that the error would have, where it says so in its own words. */
  readonly errorStatus?: number;
  /** Outputs that the request asks for; absent: all. */
  readonly wanted?: readonly string[];
  /** Of them, those that are to be class and score. */
  readonly classified?: readonly string[];
  /** The message is half of an exchange between others, as their logger tells it; an answer's columns are predictions. */
  readonly logged?: "request" | "response" | "feedback";
  /** What was true, told later; of the request with this id, where it says so. */
  readonly feedback?: { readonly reward: number | null; readonly truth: readonly Value[]; readonly requestId?: string };
  /** Prompts or answers in words, one a row: they are described by columns, and kept only where that is asked for. */
  readonly texts?: readonly string[];
  /** Of an answer that came as a stream: events with content. */
  readonly stream?: { readonly chunks: number };
  /** Of a request that tells what was answered, too: a webhook. */
  readonly answer?: Content;
  /** Answered later, by another message: nothing was predicted yet, and nothing failed. */
  readonly pending?: boolean;
}

/** Reads both halves of an exchange. Readers throw TidemarkError `input` when a body is not what the format asks for. */
export interface Reader {
  request(message: Message): Content;
  /** @param request what was asked, where that could be read */
  response(message: Message, request: Content | undefined): Content;
}

/** One model server's wire format. */
export interface Protocol {
  /** The file's name. */
  readonly name: string;
  /** What the head tells of an inference request; undefined for every other request. @param headers as a list: name, value, name, value, … */
  route(line: RequestLine, headers: readonly string[]): Route | undefined;
  /** How much an exchange on a path that several protocols have looks like this one: 0 not at all, 1 could be, 2 looks like it, 3 only this server does so. `auto` takes the greatest, of equals the first by name. */
  likeness(request: Message, response: Message): number;
  readonly read: Reader;
}
