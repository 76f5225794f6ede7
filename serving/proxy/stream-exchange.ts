import { constants } from "node:http2";
import type { ClientHttp2Stream, IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from "node:http2";
import type { StreamCall } from "../request-path/call.ts";
import type { Failure } from "../wire/exchange.ts";
import { httpStatusOf, statedStatus, timeoutMs } from "../wire/grpc/grpc-status.ts";
import { headerOf, withoutPseudo } from "../wire/headers.ts";
import type { UpstreamSession } from "./upstream-session.ts";

/** Longest waits, milliseconds. */
export interface StreamLimits {
  /** For the answer's first byte, once the request is there. */
  readonly headersTimeout: number;
  /** Within an answer. */
  readonly bodyTimeout: number;
  /** Of a stream in which neither side sends. */
  readonly streamTimeout: number;
}

const { NGHTTP2_CANCEL, NGHTTP2_FLAG_END_STREAM, NGHTTP2_NO_ERROR } = constants;
/** Longest that a timer can take. */
const MOST_MS = 2 ** 31 - 1;
/** A client that gives up with so little of its deadline left gave up for it: its clock began before ours. */
const DEADLINE_SLACK_MS = 20;

/** One stream's way there and back: everything passes as it comes, at the slower side's pace, and ends as the model server ends it. */
export class StreamExchange {
  readonly #call: StreamCall;
  readonly #stream: ServerHttp2Stream;
  readonly #limits: StreamLimits;
  readonly #startedMs = performance.now();
  readonly #deadlineMs: number | undefined;
  #upstream: UpstreamSession | undefined;
  #to: ClientHttp2Stream | undefined;
  #idle: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;
  /** The answer's head, until it is known what it is the head of. */
  #head: readonly string[] | undefined;
  #answering = false;
  #trailers: readonly string[] = [];
  #requestTrailers: readonly string[] = [];
  #over = false;

  constructor(call: StreamCall, limits: StreamLimits) {
    this.#call = call;
    this.#stream = call.stream;
    this.#limits = limits;
    this.#deadlineMs = call.isGrpc ? timeoutMs(call.headers) : undefined;
  }

  /** @param scheme of the model server's address. @param prefix before the path */
  pass(upstream: UpstreamSession, scheme: string, prefix: string): void {
    this.#upstream = upstream;
    this.#stream.once("close", () => this.#clientGone());
    try {
      const headers = forwarded(this.#call.headers, scheme, prefix);
      this.#to = upstream.session.request(headers, { endStream: this.#stream.endAfterHeaders, waitForTrailers: !this.#stream.endAfterHeaders });
    } catch (error) {
      return this.#fail(error instanceof Error && "code" in error ? String(error.code) : "ERROR", false);
    }
    if (this.#deadlineMs !== undefined) this.#deadline = setTimeout(() => this.#pastDeadline(), Math.min(this.#deadlineMs, MOST_MS));
    if (!this.#isWhole) this.#wait(this.#limits.streamTimeout);
    else if (this.#stream.endAfterHeaders) this.#wait(this.#limits.headersTimeout);
    this.#passRequest(this.#to);
    this.#passAnswer(this.#to);
  }

  /** One message each way, at most: the rest are streams, which may be silent for long. */
  get #isWhole(): boolean {
    return !this.#call.isGrpc || this.#call.seen !== undefined;
  }

  #passRequest(to: ClientHttp2Stream): void {
    const from = this.#stream;
    from.on("data", (chunk: Buffer) => {
      this.#call.moved += chunk.length;
      this.#call.seen?.request.add(chunk);
      if (!this.#isWhole) this.#idle?.refresh();
      if (!to.write(chunk)) from.pause();
    });
    to.on("drain", () => from.resume());
    from.on("trailers", (_headers: IncomingHttpHeaders, _flags: number, raw?: readonly string[]) => (this.#requestTrailers = raw ?? []));
    from.on("end", () => {
      to.end();
      if (this.#isWhole && !this.#over) this.#wait(this.#head === undefined ? this.#limits.headersTimeout : this.#limits.bodyTimeout);
    });
    to.on("wantTrailers", () => to.sendTrailers(trailerObject(this.#requestTrailers)));
  }

  #passAnswer(from: ClientHttp2Stream): void {
    const to = this.#stream;
    from.on("headers", (headers) => to.headersSent || to.destroyed || to.additionalHeaders(headers));
    from.on("response", (_headers, flags, raw?: readonly string[]) => {
      this.#head = raw ?? [];
      this.#wait(this.#isWhole ? this.#limits.bodyTimeout : this.#limits.streamTimeout);
      if ((flags & NGHTTP2_FLAG_END_STREAM) !== 0) this.#answer(true);
      else if (!this.#call.isGrpc || this.#call.seen === undefined) this.#answer(false);
    });
    from.on("data", (chunk: Buffer) => {
      if (!this.#answering) this.#answer(false);
      this.#call.seen?.response.add(chunk);
      this.#idle?.refresh();
      if (!to.write(chunk, () => (this.#call.moved += chunk.length))) from.pause();
    });
    to.on("drain", () => from.resume());
    from.on("trailers", (_headers, _flags, raw?: readonly string[]) => (this.#trailers = raw ?? []));
    from.on("end", () => from.rstCode === NGHTTP2_NO_ERROR && this.#upstream?.lost === undefined && this.#end());
    from.on("error", () => this.#broken(from));
    from.on("close", () => this.#broken(from));
  }

  /** The head leaves: of a captured call only once its first byte or its end is there, since only then it is known whether it was answered well. */
  #answer(isAll: boolean): void {
    if (this.#answering || this.#over || this.#stream.destroyed) return;
    this.#answering = true;
    const head = this.#head ?? [];
    const status = this.#statusOf([...head, ...this.#trailers]);
    this.#call.begin(status, withoutPseudo(head));
    if (isAll) {
      this.#note(head);
      this.#letGo();
    }
    this.#stream.on("wantTrailers", () => {
      this.#stream.sendTrailers(trailerObject(this.#trailers));
      this.#letGo();
    });
    this.#stream.respond([...head], { endStream: isAll, waitForTrailers: !isAll, sendDate: false } as object);
  }

  /** HTTP's, or of gRPC the one that is most like its code; a call without one may be well until its end says otherwise. */
  #statusOf(headers: readonly string[]): number {
    const status = Number(headerOf(headers, ":status") ?? 0);
    const code = this.#call.isGrpc && status === 200 ? statedStatus(headers) : undefined;
    return code === undefined ? status : httpStatusOf(code);
  }

  #end(): void {
    if (this.#over) return;
    if (this.#head === undefined) return this.#fail("CLOSED", false);
    this.#answer(false);
    this.#note([...this.#head, ...this.#trailers]);
    this.#stream.end();
    this.#stop();
  }

  /** A client that still sends after the whole answer is told to stop: nobody takes it. */
  #letGo(): void {
    const stream = this.#stream;
    if (!stream.readableEnded && !stream.endAfterHeaders) setImmediate(() => stream.close(NGHTTP2_NO_ERROR));
  }

  /** What the end of an answer says of it. */
  #note(all: readonly string[]): void {
    const { seen, isGrpc } = this.#call;
    this.#stop();
    if (seen === undefined) return;
    seen.status = this.#statusOf(all);
    seen.responseHeaders = withoutPseudo(all);
    if (isGrpc && seen.status === 200 && statedStatus(all) !== 0) seen.failure ??= { errorClass: "network", message: brokeOff("NO_GRPC_STATUS") };
  }

  /** The model server reset the stream, or its connection went: the connection says so a moment later. */
  #broken(from: ClientHttp2Stream): void {
    if (this.#over) return;
    setImmediate(() => {
      if (this.#over) return;
      const { lost, session } = this.#upstream ?? {};
      const closed = session?.destroyed === true || from.rstCode === NGHTTP2_NO_ERROR ? "CLOSED" : undefined;
      if (lost !== undefined || closed !== undefined) return this.#fail(lost ?? closed ?? "", false);
      this.#stop();
      this.#fault({ errorClass: "network", message: brokeOff(RESETS[from.rstCode] ?? "RESET") });
      this.#stream.close(from.rstCode);
    });
  }

  #fail(code: string, timedOut: boolean): void {
    if (this.#over) return;
    this.#stop();
    this.#to?.close(NGHTTP2_CANCEL);
    const message = timedOut ? `the model server took too long (${code})` : brokeOff(code);
    this.#refuse(timedOut ? 504 : 502, { errorClass: "network", message });
  }

  #refuse(status: number, failure: Failure): void {
    if (!this.#call.isGrpc || !this.#answering || this.#stream.destroyed) return this.#call.refuse({ status, error: failure.message }, failure);
    this.#fault(failure);
    this.#trailers = ["grpc-status", String(status === 504 ? 4 : 14), "grpc-message", failure.message];
    this.#stream.end();
  }

  /** Where an answer has begun it stands in the books already. */
  #fault(failure: Failure): void {
    if (!this.#answering) this.#call.begin(502, [], failure);
    const { seen } = this.#call;
    if (seen !== undefined) seen.failure ??= failure;
  }

  #pastDeadline(): void {
    if (this.#over) return;
    this.#stop();
    this.#to?.close(NGHTTP2_CANCEL);
    this.#refuse(504, deadlineFailure(this.#deadlineMs ?? 0));
  }

  #wait(ms: number): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#idled(ms), ms);
  }

  /** A client that does not read holds the model server up: that is not its fault, and ends otherwise. */
  #idled(ms: number): void {
    if (this.#stream.writableLength > 0) return this.#wait(ms);
    this.#fail(!this.#isWhole ? "STREAM_TIMEOUT" : this.#head === undefined ? "HEADERS_TIMEOUT" : "BODY_TIMEOUT", true);
  }

  #stop(): void {
    this.#over = true;
    clearTimeout(this.#idle);
    clearTimeout(this.#deadline);
    if (this.#call.seen !== undefined) this.#call.seen.upstreamMs = performance.now() - this.#startedMs;
  }

  #clientGone(): void {
    if (this.#over) return;
    const { seen } = this.#call;
    const left = this.#deadlineMs === undefined ? Number.POSITIVE_INFINITY : this.#deadlineMs - (performance.now() - this.#startedMs);
    if (seen !== undefined && left < DEADLINE_SLACK_MS + (this.#deadlineMs ?? 0) / 20) {
      seen.status ||= 504;
      seen.failure ??= deadlineFailure(this.#deadlineMs ?? 0);
    }
    this.#stop();
    this.#to?.close(this.#stream.rstCode || NGHTTP2_CANCEL);
  }
}

const RESETS = Object.fromEntries(
  Object.entries(constants).flatMap(([name, value]) =>
    /^NGHTTP2_(?:[A-Z_]+_ERROR|REFUSED_STREAM|CANCEL|STREAM_CLOSED|ENHANCE_YOUR_CALM|INADEQUATE_SECURITY|HTTP_1_1_REQUIRED|SETTINGS_TIMEOUT)$/.test(name) &&
    typeof value === "number" &&
    value > 0
      ? [[value, name.slice("NGHTTP2_".length)]]
      : [],
  ),
) as Readonly<Record<number, string>>;

function brokeOff(code: string): string {
  return `the model server could not be reached or broke off (${code})`;
}

function deadlineFailure(ms: number): Failure {
  return { errorClass: "network", message: `the deadline that the client had set (grpc-timeout, ${Math.ceil(ms)} ms) passed` };
}

function forwarded(headers: readonly string[], scheme: string, prefix: string): string[] {
  return headers.map((value, i) => (headers[i - 1] === ":scheme" && i % 2 === 1 ? scheme : headers[i - 1] === ":path" && i % 2 === 1 ? prefix + value : value));
}

/** Names that come twice have a list. */
function trailerObject(raw: readonly string[]): OutgoingHttpHeaders {
  const trailers: Record<string, string | string[]> = {};
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const [name = "", value = ""] = [raw[i], raw[i + 1]];
    const before = trailers[name];
    trailers[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return trailers;
}
