import { traceId } from "../capture-rows.ts";
import type { PackedExchange } from "../handover.ts";
import { isPlainId } from "./shape.ts";

/** All of an exchange but its bodies, times and lengths. */
export interface ExchangeHead {
  /** What the heads of exchanges of one shape have in common. */
  readonly key: string;
  /** Ids in the order of `ID_HEADERS`, of a trace its own 32 digits; empty where there is none. */
  readonly ids: readonly string[];
  readonly traceparent: string | undefined;
}

/** Headers by which a request, or its answer, is told from others. */
export const ID_HEADERS = [
  { half: "request", name: "x-request-id" },
  { half: "request", name: "ce-id" },
  { half: "request", name: "traceparent" },
  { half: "request", name: "x-amzn-sagemaker-inference-id" },
  { half: "response", name: "x-request-id" },
  { half: "response", name: "x-bentoml-request-id" },
  { half: "response", name: "x-baseten-request-id" },
] as const;

const TRACE = ID_HEADERS.findIndex(({ name }) => name === "traceparent");

/** Headers that say nothing of what is kept. */
export const INERT_HEADERS: ReadonlySet<string> = new Set([
  "accept",
  "accept-encoding",
  "accept-language",
  "authorization",
  "connection",
  "content-length",
  "cookie",
  "date",
  "forwarded",
  "host",
  "keep-alive",
  "tracestate",
  "user-agent",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-forwarded-proto",
  "x-real-ip",
]);

/** Heads as texts are remembered, as long as they have no ids: a client's are equal. */
const MOST_HEADS = 1_024;

interface HalfHead {
  readonly key: string;
  readonly ids: ReadonlyMap<string, string>;
}

/** Reads heads. */
export class ExchangeHeads {
  readonly #known = new Map<string, HalfHead>();

  /** Undefined: an id stands there twice, or is not one that goes into rows as it is. */
  of(packed: PackedExchange): ExchangeHead | undefined {
    const request = this.#half(packed.requestHeaders);
    const response = this.#half(packed.responseHeaders);
    if (request === undefined || response === undefined) return undefined;
    const { method, path, query } = packed.line;
    const ids = ID_HEADERS.map(({ half, name }) => (half === "request" ? request : response).ids.get(name) ?? "");
    const traceparent = request.ids.get("traceparent");
    if (traceparent !== undefined) ids[TRACE] = traceId(["traceparent", traceparent]);
    return { key: `${method} ${path}?${query}\n${packed.status}\n${packed.counted ?? "\0"}\n${request.key}\0${response.key}`, ids, traceparent };
  }

  #half(text: string): HalfHead | undefined {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const half = read(text);
    if (half?.ids.size !== 0) return half;
    if (this.#known.size >= MOST_HEADS) this.#known.clear();
    this.#known.set(text, half);
    return half;
  }
}

function read(text: string): HalfHead | undefined {
  const ids = new Map<string, string>();
  let key = "";
  const parts = text === "" ? [] : text.split("\n");
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const name = (parts[i] ?? "").toLowerCase();
    const isId = ID_HEADERS.some((id) => id.name === name);
    const value = parts[i + 1] ?? "";
    if (isId && (ids.has(name) || (name !== "traceparent" && !isPlainId(value)))) return undefined;
    if (isId) ids.set(name, value);
    if (!INERT_HEADERS.has(name)) key += `${name}\n${isId ? "" : value}\n`;
  }
  return { key, ids };
}
