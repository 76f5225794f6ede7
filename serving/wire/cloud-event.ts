import { TidemarkError } from "../../errors.ts";
import { typeOf } from "./body-value.ts";
import { isRecord, parseJson } from "./json-text.ts";
import { openMessage } from "./message.ts";
import type { Message, RequestLine } from "./protocol.ts";

/** Among the headers of an answer that was never logged: why. No server sends it. */
export const UNPAIRED = "tidemark-unpaired";

const MAX_BYTES = 16 << 20;

/** A CloudEvent 1.0, binary or structured. */
export interface CloudEvent {
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly data: unknown;
}

/** @throws TidemarkError `input` when it is none */
export function openEvent(message: Message): CloudEvent {
  if (typeOf(message) !== "application/cloudevents+json") return { ...binaryEvent(message.headers), data: message.json("a CloudEvent") };
  const body = message.json("a CloudEvent");
  if (!isRecord(body)) throw new TidemarkError("input", "reading a CloudEvent: expected an object");
  const attributes = Object.fromEntries(Object.entries(body).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  return { type: attributes["type"] ?? "", attributes, data: body["data"] ?? bytesOf(body["data_base64"]) };
}

/** Bytes that are JSON. */
function bytesOf(base64: unknown): unknown {
  return typeof base64 === "string" ? parseJson(Buffer.from(base64, "base64"), "a CloudEvent's data") : undefined;
}

/**
 * Which exchange an event is of, and which half: an id is told apart by source, model, deployment and endpoint, which its two halves share.
 * @param chunks of its body, which is read only where the event's attributes lie in it. @throws TidemarkError `input` without an id
 */
export function eventOf(
  line: RequestLine,
  rawHeaders: readonly string[],
  chunks: readonly Buffer[],
): { readonly key: string; readonly kind: "request" | "response" | "feedback" } {
  const head = openMessage(line, { headers: rawHeaders, body: Buffer.alloc(0) }, 0);
  const isStructured = typeOf(head) === "application/cloudevents+json";
  const { type, attributes } = isStructured
    ? openEvent(openMessage(line, { headers: rawHeaders, body: Buffer.concat(chunks) }, MAX_BYTES))
    : binaryEvent(head.headers);
  const id = attributes["requestid"] ?? attributes["id"];
  if (id === undefined || id === "") throw new TidemarkError("input", "reading a CloudEvent: it has no id; expected ce-id, or Seldon's ce-requestid");
  const kind = /(request|response|feedback)$/.exec(type)?.[1] as "request" | "response" | "feedback" | undefined;
  if (kind === undefined)
    throw new TidemarkError("input", `reading a CloudEvent: its type is "${type.slice(0, 100)}"; expected a request, response or feedback`);
  const scope = ["source", "namespace", "inferenceservicename", "component", "endpoint", "modelid"].map((name) => attributes[name] ?? "");
  return { key: [...scope, id].join("\n"), kind };
}

function binaryEvent(headers: ReadonlyMap<string, string>): Omit<CloudEvent, "data"> {
  const attributes = Object.fromEntries([...headers].filter(([name]) => name.startsWith("ce-")).map(([name, value]) => [name.slice(3), value]));
  return { type: attributes["type"] ?? "", attributes };
}
