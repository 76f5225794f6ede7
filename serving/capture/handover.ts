import type { CLIENT_CLOSED, ErrorClass } from "../../collector/events/request-event.ts";
import type { Observation } from "../request-path/observation.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { Partitions } from "./captured-batch.ts";

/** An exchange on its way to the capture thread: header lists as one text, bodies as places in the batch's bytes. */
export interface PackedExchange extends Omit<Exchange, "request" | "response"> {
  readonly generation: number;
  readonly requestHeaders: string;
  readonly responseHeaders: string;
  readonly requestAt: number;
  readonly responseAt: number;
  readonly endAt: number;
}

/** What goes to the capture thread in one message, flat, since objects cost on both sides: `NUMBERS` and `TEXTS` of each exchange, one after another, texts by their places in a list without repetitions, 0: none. */
export interface PackedBatch {
  readonly id: number;
  readonly numbers: Float64Array;
  readonly texts: readonly string[];
  readonly bytes: Uint8Array;
  readonly partitions: Partitions;
}

const NUMBERS = [
  "generation",
  "requestAt",
  "responseAt",
  "endAt",
  "eventTime",
  "receivedTime",
  "requestBytes",
  "responseBytes",
  "tooLarge",
  "status",
  "firstByteMs",
  "lastByteMs",
  "totalMs",
  "upstreamMs",
  "queueMs",
  "computeMs",
  "inFlight",
] as const;
const TEXTS = ["method", "path", "query", "counted", "requestId", "requestHeaders", "responseHeaders", "errorClass", "errorMessage"] as const;
const WIDTH = NUMBERS.length + TEXTS.length;
const [REQUEST_AT, RESPONSE_AT, END_AT] = [NUMBERS.indexOf("requestAt"), NUMBERS.indexOf("responseAt"), NUMBERS.indexOf("endAt")];

type Numbers = Readonly<Record<(typeof NUMBERS)[number], number>>;
type Texts = Readonly<Record<(typeof TEXTS)[number], string | undefined>>;

/** Bytes of bodies that are taken over without growing. */
const FIRST_BYTES = 64 << 10;

/** Packs exchanges that are served as they end, so that nothing of them stays on the request path's heap; a body over the limit is empty. Header values hold no line ends (RFC 9110), so they separate. */
export class Packer {
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = 0;
  #numbers: number[] = [];
  #texts = [""];
  readonly #places = new Map<string, number>();

  get exchanges(): number {
    return this.#numbers.length / WIDTH;
  }

  /** Of bodies. */
  get bytes(): number {
    return this.#length;
  }

  add(seen: Observation): void {
    this.#reserve(keptBytes(seen));
    const requestAt = this.#length;
    const responseAt = this.#copy(seen.request.chunks);
    const number = numbersOf(seen, { requestAt, responseAt, endAt: this.#copy(seen.response.chunks) });
    const text = textsOf(seen);
    for (const name of NUMBERS) this.#numbers.push(number[name]);
    for (const name of TEXTS) this.#numbers.push(this.#placeOf(text[name]));
  }

  /** What was added since the last call. */
  take(id: number, partitions: Partitions): PackedBatch {
    const batch = { id, numbers: Float64Array.from(this.#numbers), texts: this.#texts, bytes: this.#bytes.slice(0, this.#length), partitions };
    this.#length = 0;
    this.#numbers = [];
    this.#texts = [""];
    this.#places.clear();
    return batch;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }

  #copy(chunks: readonly Buffer[]): number {
    for (const chunk of chunks) {
      this.#bytes.set(chunk, this.#length);
      this.#length += chunk.length;
    }
    return this.#length;
  }

  #placeOf(text: string | undefined): number {
    if (text === undefined) return 0;
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    this.#places.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }
}

/** Each exchange of a batch as a batch of its own, and the books that it is entered in. */
export function* apart(
  { numbers, texts, bytes, partitions }: PackedBatch,
  idOf: () => number,
): Generator<{ readonly batch: PackedBatch; readonly generation: number }> {
  for (let from = 0; from < numbers.length; from += WIDTH) {
    const own = numbers.slice(from, from + WIDTH);
    const [requestAt = 0, endAt = 0] = [own[REQUEST_AT], own[END_AT]];
    for (const at of [REQUEST_AT, RESPONSE_AT, END_AT]) own[at] = (own[at] ?? 0) - requestAt;
    yield { batch: { id: idOf(), numbers: own, texts, bytes: bytes.slice(requestAt, endAt), partitions }, generation: own[0] ?? 0 };
  }
}

/** Bytes of bodies that an observation holds: those within the limit. */
export function keptBytes({ request, response }: Observation): number {
  return (request.tooLarge ? 0 : request.length) + (response.tooLarge ? 0 : response.length);
}

function numbersOf(seen: Observation, places: Pick<Numbers, "requestAt" | "responseAt" | "endAt">): Numbers {
  return {
    generation: seen.entry?.generation ?? 0,
    ...places,
    eventTime: seen.eventTime,
    receivedTime: seen.receivedTime,
    requestBytes: seen.request.length,
    responseBytes: seen.response.length,
    tooLarge: Number(seen.request.tooLarge || seen.response.tooLarge),
    status: seen.status,
    firstByteMs: Math.max(0, seen.response.firstMs - seen.startedMs),
    lastByteMs: Math.max(0, seen.response.lastMs - seen.startedMs),
    totalMs: seen.totalMs,
    upstreamMs: seen.upstreamMs,
    queueMs: seen.queueMs,
    computeMs: seen.computeMs,
    inFlight: seen.inFlight,
  };
}

function textsOf(seen: Observation): Texts {
  return {
    ...seen.line,
    counted: seen.route.model === undefined ? undefined : seen.model,
    requestId: seen.requestId,
    requestHeaders: seen.requestHeaders.join("\n"),
    responseHeaders: seen.responseHeaders.join("\n"),
    errorClass: seen.failure?.errorClass,
    errorMessage: seen.failure?.message,
  };
}

/** The exchanges of a batch, in their order. */
export function* unpackBatch({ numbers, texts }: PackedBatch): Generator<PackedExchange> {
  for (let from = 0; from < numbers.length; from += WIDTH) {
    const number = (name: keyof Numbers) => numbers[from + NUMBERS.indexOf(name)] ?? 0;
    const text = (name: keyof Texts) => {
      const place = numbers[from + NUMBERS.length + TEXTS.indexOf(name)] ?? 0;
      return place === 0 ? undefined : texts[place];
    };
    const counted = text("counted");
    const errorClass = text("errorClass") as ErrorClass | typeof CLIENT_CLOSED | undefined;
    yield {
      generation: number("generation"),
      line: { method: text("method") ?? "", path: text("path") ?? "", query: text("query") ?? "" },
      ...(counted === undefined ? {} : { counted }),
      eventTime: number("eventTime"),
      receivedTime: number("receivedTime"),
      requestId: text("requestId") ?? "",
      requestHeaders: text("requestHeaders") ?? "",
      responseHeaders: text("responseHeaders") ?? "",
      requestAt: number("requestAt"),
      responseAt: number("responseAt"),
      endAt: number("endAt"),
      requestBytes: number("requestBytes"),
      responseBytes: number("responseBytes"),
      tooLarge: number("tooLarge") === 1,
      status: number("status"),
      ...(errorClass === undefined ? {} : { failure: { errorClass, message: text("errorMessage") ?? "" } }),
      firstByteMs: number("firstByteMs"),
      lastByteMs: number("lastByteMs"),
      totalMs: number("totalMs"),
      upstreamMs: number("upstreamMs"),
      queueMs: number("queueMs"),
      computeMs: number("computeMs"),
      inFlight: number("inFlight"),
    };
  }
}

/** The whole exchange again, its bodies views of the batch's bytes. */
export function unpackExchange(packed: PackedExchange, bytes: Buffer): Exchange {
  const { requestHeaders, responseHeaders, requestAt, responseAt, endAt, ...rest } = packed;
  return {
    ...rest,
    request: { headers: headerList(requestHeaders), body: bytes.subarray(requestAt, responseAt) },
    response: { headers: headerList(responseHeaders), body: bytes.subarray(responseAt, endAt) },
  };
}

function headerList(text: string): string[] {
  return text === "" ? [] : text.split("\n");
}
