import { csvToContent } from "./csv.ts";
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

/** The body of a CSV message. @param header whether its first line names the columns */
export function csvBody(message: Message, header: boolean): Content {
  return csvToContent(message.body.toString("utf8").replace(/^\uFEFF/, ""), header);
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

/** Undefined: the body is not binary, or is JSON all the same. */
export function binaryContent(message: Message): Content | undefined {
  if (!BINARY.test(typeOf(message)) || /^\s*[[{"\d-]/.test(message.body.toString("latin1", 0, 16))) return undefined;
  return { rows: 1, columns: [{ name: "body_bytes", values: [message.body.length] }] };
}

function partValues(message: Message): Record<string, unknown> {
  const fields = multipartFields(message.body, message.headers.get("content-type") ?? "");
  return Object.fromEntries(fields.map(({ name, type, body }) => [name, BINARY.test(type) ? body.length : textOrJson(body)]));
}

function formValue(fields: Readonly<Record<string, unknown>>): unknown {
  const names = Object.keys(fields);
  const whole = names.includes("json") ? fields["json"] : names.length === 1 ? fields[names[0] ?? ""] : undefined;
  if (whole === undefined) return fields;
  const value = typeof whole === "string" ? textOrJson(Buffer.from(whole)) : whole;
  return typeof value === "object" && value !== null ? value : fields;
}

function textOrJson(body: Buffer): unknown {
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
