import { TidemarkError } from "../../errors.ts";
import { decompress } from "./body.ts";
import type { Half } from "./exchange.ts";
import { isGrpcType, unframed } from "./grpc/frame.ts";
import { headerMap } from "./headers.ts";
import { parseJson } from "./json-text.ts";
import type { Message, RequestLine } from "./protocol.ts";

/** A half of an exchange as its receiver sees it; of gRPC its one message. @param maxBytes of the body, decompressed. @throws TidemarkError `input` when its body is not what its headers say. */
export function openMessage(line: RequestLine, half: Half, maxBytes: number): Message {
  const headers = headerMap(half.headers);
  const body = isGrpcType(headers.get("content-type"))
    ? unframed(half.body, headers.get("grpc-encoding"), maxBytes)
    : decompress(half.body, headers.get("content-encoding"), maxBytes);
  return new Opened(line, headers, body);
}

/** A half whose body is not what its headers say, its bytes as they were sent. */
export function unopenedMessage(line: RequestLine, half: Half): Message {
  return new Opened(line, headerMap(half.headers), half.body);
}

class Opened implements Message {
  readonly line: RequestLine;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  #parsed: { readonly value: unknown } | { readonly fault: unknown } | undefined;

  constructor(line: RequestLine, headers: ReadonlyMap<string, string>, body: Buffer) {
    this.line = line;
    this.headers = headers;
    this.body = body;
  }

  json(what: string): unknown {
    this.#parsed ??= isTable(this) ? IS_CSV : parsed(this.body, what);
    if ("fault" in this.#parsed) throw this.#parsed.fault;
    return this.#parsed.value;
  }
}

/** Made once: every protocol that looks at CSV for JSON gets it. */
const IS_CSV = { fault: new TidemarkError("input", "reading a body: it is CSV; expected JSON") };

/** CSV that looks like it: nothing to try. */
function isTable({ headers, body }: Message): boolean {
  return /^(?:text|application)\/csv\b/i.test(headers.get("content-type") ?? "") && body[0] !== 0x5b && body[0] !== 0x7b;
}

/** A fault is kept as a value is: every protocol that looks at a body asks for it. */
function parsed(body: Buffer, what: string): { readonly value: unknown } | { readonly fault: unknown } {
  try {
    return { value: parseJson(body, what) };
  } catch (fault) {
    return { fault };
  }
}

/** The line of a request for `url`, which may have a query. */
export function requestLine(method: string, url: string): RequestLine {
  const at = url.indexOf("?");
  return at === -1 ? { method, path: url, query: "" } : { method, path: url.slice(0, at), query: url.slice(at + 1) };
}
