import type { Observation } from "../request-path/observation.ts";
import type { Exchange, Failure } from "../wire/exchange.ts";

/** An exchange on its way to the capture thread: header lists as one text, bodies as places in the batch's bytes. */
export interface PackedExchange extends Omit<Exchange, "request" | "response"> {
  readonly generation: number;
  readonly requestHeaders: string;
  readonly responseHeaders: string;
  readonly requestAt: number;
  readonly responseAt: number;
  readonly endAt: number;
}

/** What goes to the capture thread in one message; `bytes` is transferred. */
export interface PackedBatch {
  readonly id: number;
  readonly exchanges: readonly PackedExchange[];
  readonly bytes: ArrayBuffer;
}

/** Packs observations that are served; a body over the limit is empty. Header values hold no line ends (RFC 9110), so they separate. */
export function packBatch(id: number, observations: readonly Observation[]): PackedBatch {
  const total = observations.reduce((sum, seen) => sum + keptBytes(seen), 0);
  const bytes = new Uint8Array(total);
  let at = 0;
  const copy = (chunks: readonly Buffer[]) => {
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
  };
  const exchanges = observations.map((seen): PackedExchange => {
    const requestAt = at;
    copy(seen.request.chunks);
    const responseAt = at;
    copy(seen.response.chunks);
    return packed(seen, requestAt, responseAt, at);
  });
  return { id, exchanges, bytes: bytes.buffer };
}

/** Bytes of bodies that an observation holds: those within the limit. */
export function keptBytes({ request, response }: Observation): number {
  return (request.tooLarge ? 0 : request.length) + (response.tooLarge ? 0 : response.length);
}

function packed(seen: Observation, requestAt: number, responseAt: number, endAt: number): PackedExchange {
  const failure: { failure?: Failure } = seen.failure === undefined ? {} : { failure: seen.failure };
  return {
    generation: seen.entry?.generation ?? 0,
    line: seen.line,
    ...(seen.route.model === undefined ? {} : { counted: seen.model }),
    eventTime: seen.eventTime,
    receivedTime: seen.receivedTime,
    requestId: seen.requestId,
    requestHeaders: seen.requestHeaders.join("\n"),
    responseHeaders: seen.responseHeaders.join("\n"),
    requestAt,
    responseAt,
    endAt,
    requestBytes: seen.request.length,
    responseBytes: seen.response.length,
    tooLarge: seen.request.tooLarge || seen.response.tooLarge,
    status: seen.status,
    ...failure,
    firstByteMs: Math.max(0, seen.response.firstMs - seen.startedMs),
    lastByteMs: Math.max(0, seen.response.lastMs - seen.startedMs),
    totalMs: seen.totalMs,
    upstreamMs: seen.upstreamMs,
    queueMs: seen.queueMs,
    computeMs: seen.computeMs,
    inFlight: seen.inFlight,
  };
}

/** The exchange again, its bodies views of the batch's bytes. */
export function unpackExchange(packed: PackedExchange, bytes: ArrayBuffer): Exchange {
  const { requestHeaders, responseHeaders, requestAt, responseAt, endAt, ...rest } = packed;
  return {
    ...rest,
    request: { headers: headerList(requestHeaders), body: Buffer.from(bytes, requestAt, responseAt - requestAt) },
    response: { headers: headerList(responseHeaders), body: Buffer.from(bytes, responseAt, endAt - responseAt) },
  };
}

function headerList(text: string): string[] {
  return text === "" ? [] : text.split("\n");
}
