/** One value of a column: null was sent as missing, undefined not at all. */
export type Value = number | string | boolean | null | undefined | readonly number[] | object;

/** One value a row, all rows of a message. */
export interface Column {
  readonly name: string;
  readonly values: readonly Value[];
}

/** What a path alone tells; undefined: not on it. */
export interface Route {
  readonly model?: string;
  readonly version?: string;
}

/** A whole message as its receiver sees it: body decompressed, header names in lower case. */
export interface Message {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** What a request or an answer says. `columns` are features or predictions; `error` is set when the server says in an answer of any status that it failed. */
export interface Content {
  readonly model?: string;
  readonly version?: string;
  readonly requestId?: string;
  readonly rows: number;
  readonly columns: readonly Column[];
  /** The one column holds a list a row whose elements are the columns, without names of their own: f0, f1, … or as the model's schema says. */
  readonly unnamed?: boolean;
  readonly error?: string;
  /** Outputs that the request asks for; absent: all. */
  readonly wanted?: readonly string[];
}

/** One model server's wire format. Readers throw TidemarkError `input` when a body is not what the format asks for. */
export interface Protocol {
  /** The file's name. */
  readonly name: string;
  /** What the path tells of an inference request; undefined for every other request. */
  route(method: string, path: string): Route | undefined;
  readRequest(message: Message): Content;
  readResponse(message: Message): Content;
}
