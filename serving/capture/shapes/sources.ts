import type { Exchange } from "../../wire/exchange.ts";
import { headerOf } from "../../wire/headers.ts";
import { traceId } from "../capture-rows.ts";
import { ID_HEADERS, INERT_HEADERS } from "./exchange-head.ts";
import { slotsOf } from "./json-slots.ts";
import type { JsonSlot } from "./json-slots.ts";

/** One value of an exchange that may be another one in the next. */
export interface Source {
  /** Another one, as it stands in the exchange and as it would stand in rows. */
  readonly others: readonly Other[];
  /** It is text in rows. */
  readonly isText: boolean;
  /** Where it lies in a body. */
  readonly body?: { readonly half: Half; readonly slot: JsonSlot };
  /** Puts another one into an exchange's head. */
  readonly put?: (exchange: Exchange, value: string) => Exchange;
}

export interface Other {
  readonly value: string;
  readonly text: string;
  /** No whole number. */
  readonly fraction?: boolean;
}

export type Half = "request" | "response";

/** Numbers of an exchange that stand in rows as they are. */
export const EXCHANGE_NUMBERS = [
  "eventTime",
  "receivedTime",
  "totalMs",
  "upstreamMs",
  "queueMs",
  "computeMs",
  "inFlight",
  "requestBytes",
  "responseBytes",
] as const;

const TRACES = ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"];

/** Values of a body, in their order. */
export function bodySources(exchange: Exchange, half: Half): Source[] {
  const text = exchange[half].body.toString("latin1");
  return slotsOf(text).map((slot, i) => ({ others: othersOf(slot.kind, i + 1), isText: slot.kind !== "number", body: { half, slot } }));
}

/** Those of the head in the order of `EXCHANGE_NUMBERS`, the id made here, `ID_HEADERS`; undefined: a header that is not there. */
export function headSources(exchange: Exchange): (Source | undefined)[] {
  const numbers = EXCHANGE_NUMBERS.map((name, i): Source => ({
    others: [same(String(7_000_001 + i)), same(String(8_000_001 + i))],
    isText: false,
    put: (exchange, value) => ({ ...exchange, [name]: Number(value) }),
  }));
  const made: Source = { others: names(0), isText: true, put: (exchange, requestId) => ({ ...exchange, requestId }) };
  const headers = ID_HEADERS.map(({ half, name }, i): Source | undefined => {
    if (headerOf(exchange[half].headers, name) === undefined) return undefined;
    const others = name === "traceparent" ? TRACES.map((value) => ({ value, text: traceId([name, value]) })) : names(i + 1);
    return { others, isText: true, put: (exchange, value) => withHeaders(exchange, half, (header) => (header === name ? value : undefined)) };
  });
  return [...numbers, made, ...headers];
}

/** The exchange with other headers, times and lengths of what no row shows. */
export function inert(exchange: Exchange): Exchange {
  const other = (header: string) => (INERT_HEADERS.has(header) ? "7" : undefined);
  return {
    ...withHeaders(withHeaders(exchange, "request", other), "response", other),
    firstByteMs: exchange.firstByteMs + 7,
    lastByteMs: exchange.lastByteMs + 77,
  };
}

/** The exchange with other values. */
export function varied(exchange: Exchange, values: ReadonlyMap<Source, string>): Exchange {
  let changed: Exchange = { ...exchange, request: withBody(exchange, "request", values), response: withBody(exchange, "response", values) };
  for (const [{ put }, value] of values) changed = put?.(changed, value) ?? changed;
  return changed;
}

function withBody(exchange: Exchange, half: Half, values: ReadonlyMap<Source, string>): Exchange[Half] {
  const body = exchange[half].body.toString("latin1");
  const own = [...values].flatMap(([{ body }, value]) => (body?.half === half ? [{ ...body.slot, value }] : []));
  if (own.length === 0) return exchange[half];
  let [text, from] = ["", 0];
  for (const { at, end, value } of own.toSorted((a, b) => a.at - b.at)) {
    text += body.slice(from, at) + value;
    from = end;
  }
  return { ...exchange[half], body: Buffer.from(text + body.slice(from), "latin1") };
}

function withHeaders(exchange: Exchange, half: Half, other: (name: string) => string | undefined): Exchange {
  const { headers } = exchange[half];
  const changed = headers.map((part, i) => (i % 2 === 0 ? part : (other((headers[i - 1] ?? "").toLowerCase()) ?? part)));
  return { ...exchange, [half]: { ...exchange[half], headers: changed } };
}

/** What is tried in a place: numbers whole, negative, nothing, long, short, and such as are 32-bit floats to the last digit. */
function othersOf(kind: JsonSlot["kind"], i: number): Other[] {
  if (kind === "boolean") return [same("true"), same("false")];
  if (kind === "string") return names(i);
  const fractions = [`${i}.123456789`, `${i}.00390625`, `-${i}.5`, `0.000${i}`];
  return [same(String(7_000_001 + 2 * i)), same(`-${i}`), same("0"), ...fractions.map((text) => ({ ...same(text), fraction: true }))];
}

function names(i: number): Other[] {
  return [same(`tm${i}q`), same(`Tm-${i}`)];
}

function same(text: string): Other {
  return { value: text, text };
}
