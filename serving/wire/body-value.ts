import { csvToContent, csvWithOrWithoutHeader } from "./csv.ts";
import { multipartFields, urlEncodedFields } from "./form.ts";
import { parseJson } from "./json-text.ts";
import type { Content, Message } from "./protocol.ts";

/** A body that is none of JSON, CSV, a form or text: an image, say. Its length stands for it. */
const BINARY = /^(?:image|audio|video)\/|^application\/(?:octet-stream|x-npy|x-recordio|pdf|zip|vnd\.apache)/i;

/** The type that a message says its body is of, in lower case without parameters; empty: none. */
export function typeOf(message: Message): string {
  return (message.headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

export function isCsv(message: Message): boolean {
  return typeOf(message) === "text/csv" || typeOf(message) === "application/csv";
}

/** The body of a CSV message, whose first line names the columns. */
export function csvBody(message: Message): Content {
  return csvToContent(csvText(message), true);
}

/** The body of a CSV message, whose first line may name the columns; `text/csv; header=present` or `absent` says so (RFC 4180). */
export function csvOfEither(message: Message): Content {
  const [, said] = /;\s*header="?(present|absent)\b/i.exec(message.headers.get("content-type") ?? "") ?? [];
  return said === undefined ? csvWithOrWithoutHeader(csvText(message)) : csvToContent(csvText(message), said.toLowerCase() === "present");
}

function csvText(message: Message): string {
  return message.body.toString("utf8").replace(/^\uFEFF/, "");
}

/**
 * What a body holds, as JSON would: JSON, JSON lines, forms field by field (a field "json", or the only one, stands for the whole), one number or text.
 * @throws TidemarkError `input` when it is none of them
 */
export function bodyValue(message: Message, what: string): unknown {
  const type = typeOf(message);
  if (type === "application/x-www-form-urlencoded") return formValue(urlEncodedFields(message.body.toString("utf8")));
  if (type === "multipart/form-data") return formValue(partValues(message));
  if (type === "application/jsonlines" || type === "application/x-ndjson") return jsonLines(message.body, what);
  return message.json(what);
}

/** Longest text that stands for a prediction, bytes. */
const MAX_TEXT = 1_024;

/** What an answer's body holds: as `bodyValue`, or a text that is said to be one, a page of HTML excepted: a label. @throws TidemarkError `input` when it is none of them */
export function answerValue(message: Message, what: string): unknown {
  const { body } = message;
  const isText = /^(?:text\/(?:plain|html))?$/.test(typeOf(message)) && body.length <= MAX_TEXT && /^\s*[^\s[{"<]/.test(body.toString("latin1", 0, 64));
  return isText ? textOrJson(body) : bodyValue(message, what);
}

/** Undefined: the body is not said to be binary (nor, where nothing is said, looks so), or is JSON all the same. */
export function binaryContent(message: Message): Content | undefined {
  const type = typeOf(message);
  if (BINARY.test(type)) return isJsonLike(message.body) ? undefined : lengthOf(message.body);
  return type === "" ? bytesContent(message.body) : undefined;
}

/** Bytes that nothing says the type of: an image, say. Undefined: they look like text. */
export function bytesContent(body: Buffer): Content | undefined {
  return body.subarray(0, 512).includes(0) && !isJsonLike(body) ? lengthOf(body) : undefined;
}

function isJsonLike(body: Buffer): boolean {
  return /^\s*[[{"\d-]/.test(body.toString("latin1", 0, 16));
}

function lengthOf(body: Buffer): Content {
  return { rows: 1, columns: [{ name: "body_bytes", values: [body.length] }] };
}

function partValues(message: Message): Record<string, unknown> {
  const fields = multipartFields(message.body, message.headers.get("content-type") ?? "");
  return Object.fromEntries(fields.map(({ name, type, body }) => [name, BINARY.test(type) ? bytesOrJson(body) : textOrJson(body)]));
}

function formValue(fields: Readonly<Record<string, unknown>>): unknown {
  const names = Object.keys(fields);
  const whole = names.includes("json") ? fields["json"] : names.length === 1 ? fields[names[0] ?? ""] : undefined;
  if (whole === undefined) return fields;
  const value = typeof whole === "string" ? textOrJson(Buffer.from(whole)) : whole;
  return typeof value === "object" && value !== null ? value : fields;
}

/** A file with rows in it is sent as octets too. */
function bytesOrJson(body: Buffer): unknown {
  const value = /^\s*[[{]/.test(body.toString("latin1", 0, 16)) ? textOrJson(body) : undefined;
  return typeof value === "object" ? value : body.length;
}

/** A text where it is no JSON. */
export function textOrJson(body: Buffer): unknown {
  try {
    return parseJson(body, "a form's field");
  } catch {
    return body.toString("utf8");
  }
}

function jsonLines(body: Buffer, what: string): unknown[] {
  const lines = body.toString("utf8").split(/\r?\n/);
  return lines.filter((line) => line.trim() !== "").map((line) => parseJson(Buffer.from(line), what));
}
