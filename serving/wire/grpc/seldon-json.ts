import { decodeMessage } from "./decode-message.ts";
import { tensorProtoColumn } from "./tensor-proto.ts";
import type { TensorProto } from "./tensor-proto.ts";

/** google.protobuf.Value: the one that is set. */
interface Value {
  readonly kind?: "nullValue" | "numberValue" | "stringValue" | "boolValue" | "structValue" | "listValue";
  readonly numberValue?: number;
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly structValue?: { readonly fields: Readonly<Record<string, Value>> };
  readonly listValue?: ListValue;
}

interface ListValue {
  readonly values: readonly Value[];
}

interface SeldonMessage {
  readonly status: { readonly code: number; readonly info: string; readonly reason: string; readonly status: number } | null;
  readonly meta: { readonly puid: string; readonly tags: Readonly<Record<string, Value>> } | null;
  readonly payload?: "data" | "binData" | "strData" | "jsonData";
  readonly data?: {
    readonly names: readonly string[];
    readonly tensor?: { readonly shape: readonly number[]; readonly values: readonly number[] };
    readonly ndarray?: ListValue;
    readonly tftensor?: TensorProto;
  };
  readonly binData?: Buffer;
  readonly strData?: string;
  readonly jsonData?: Value;
}

interface SeldonFeedback {
  readonly request: SeldonMessage | null;
  readonly response: SeldonMessage | null;
  readonly reward: number;
  readonly truth: SeldonMessage | null;
}

/** Values in lists and objects that are looked into. */
const MAX_DEPTH = 32;

/** A SeldonMessage as its JSON form has it, so that both are read alike. @throws TidemarkError `input` when the bytes are none */
export function seldonJson(body: Buffer): object {
  return messageJson(decodeMessage("SeldonMessage", body) as SeldonMessage);
}

/** A Feedback, likewise. */
export function feedbackJson(body: Buffer): object {
  const { request, response, reward, truth } = decodeMessage("SeldonFeedback", body) as SeldonFeedback;
  const part = (name: string, message: SeldonMessage | null) => (message === null ? {} : { [name]: messageJson(message) });
  return { ...part("request", request), ...part("response", response), reward, ...part("truth", truth) };
}

function messageJson({ status, meta, payload, data, binData, strData, jsonData }: SeldonMessage): object {
  const said = status === null ? {} : { status: { ...status, status: status.status === 1 ? "FAILURE" : "SUCCESS" } };
  const tags =
    meta === null ? {} : { meta: { puid: meta.puid, tags: Object.fromEntries(Object.entries(meta.tags).map(([name, value]) => [name, plain(value)])) } };
  const beside = { ...said, ...tags };
  if (payload === "data" && data !== undefined) return { ...beside, data: dataJson(data) };
  if (payload === "strData") return { ...beside, strData };
  if (payload === "jsonData" && jsonData !== undefined) return { ...beside, jsonData: plain(jsonData) };
  return payload === "binData" ? { ...beside, binData: Buffer.from(binData ?? []).toString("base64") } : beside;
}

function dataJson({ names, tensor, ndarray, tftensor }: NonNullable<SeldonMessage["data"]>): object {
  if (tensor !== undefined) return { names, tensor };
  return { names, ndarray: tftensor === undefined ? (ndarray?.values ?? []).map((value) => plain(value)) : tensorProtoColumn("tftensor", tftensor).values };
}

/** Deeper than any row is nothing. */
function plain(value: Value, depth = 0): unknown {
  if (depth > MAX_DEPTH) return null;
  const deeper = (inner: Value) => plain(inner, depth + 1);
  if (value.kind === "listValue") return value.listValue?.values.map(deeper) ?? [];
  if (value.kind === "structValue") return Object.fromEntries(Object.entries(value.structValue?.fields ?? {}).map(([name, inner]) => [name, deeper(inner)]));
  if (value.kind === "numberValue") return value.numberValue ?? 0;
  return value.kind === "boolValue" ? value.boolValue === true : value.kind === "stringValue" ? (value.stringValue ?? "") : null;
}
