import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Transform, type Writable } from "node:stream";
import { createGzip } from "node:zlib";
import type { EngineException } from "./engine-exception.ts";
import { type FrameMethod, toFrames } from "./native/frames.ts";

/** One request's answer: headers with the first bytes, so that an error before them still gets its status. */
export interface Answer {
  /** Resolves when the client can take more. */
  write(chunk: Uint8Array): Promise<void>;
  end(headers?: Readonly<Record<string, string>>): void;
  /** Answers an exception: with its status when nothing was sent yet, else as ClickHouse ends a broken stream, by an exception block and an aborted connection. */
  fail(exception: EngineException): void;
  readonly closed: boolean;
  /** At once when the client has gone already. */
  onClose(listener: () => void): void;
}

const TYPES: Readonly<Record<string, string>> = {
  JSON: "application/json; charset=UTF-8",
  JSONCompact: "application/json; charset=UTF-8",
  JSONEachRow: "application/x-ndjson; charset=UTF-8",
  CSV: "text/csv; charset=UTF-8; header=absent",
  CSVWithNames: "text/csv; charset=UTF-8; header=present",
  TabSeparated: "text/tab-separated-values; charset=UTF-8",
  TSV: "text/tab-separated-values; charset=UTF-8",
};
/** A client that takes nothing for so long holds a query and a pipe for nobody. */
const CLIENT_MS = 120_000;
const BINARY = /^(Native|RowBinary|Parquet|Arrow|ORC|Avro|MsgPack|Protobuf|CapnProto)/;

/** How a client wants its answer packed: by HTTP (`gzip`), and within as ClickHouse's own frames. */
export interface Packing {
  readonly gzip: boolean;
  readonly frames: FrameMethod | undefined;
}

/** @param headers sent with whatever is answered. */
export function createAnswer(response: ServerResponse, headers: Readonly<Record<string, string>>, format: () => string, { gzip, frames }: Packing): Answer {
  const tag = randomBytes(8).toString("hex");
  let body: Writable | undefined;

  function start(status: number, more: Readonly<Record<string, string>>): Writable {
    const type = TYPES[format()] ?? (BINARY.test(format()) ? "application/octet-stream" : "text/plain; charset=UTF-8");
    const compressed = gzip ? { "Content-Encoding": "gzip" } : {};
    response.writeHead(status, {
      "Content-Type": type,
      "X-ClickHouse-Exception-Tag": tag,
      "X-ClickHouse-Format": format(),
      ...headers,
      ...compressed,
      ...more,
    });
    if (!gzip) return response;
    const zipped = createGzip({ level: 3 });
    zipped.pipe(response);
    return zipped;
  }

  /** An exception goes unpacked into its frame: clients look for its words in what they have read, too. */
  const inFrame = (text: string): Uint8Array => (frames ? toFrames(Buffer.from(text), "none") : Buffer.from(text));

  return {
    async write(chunk) {
      body ??= start(200, {});
      // Whoever waits for a client that went away, or that reads no more, would wait for ever.
      if (!body.write(frames ? toFrames(chunk, frames) : chunk) && !response.destroyed) await drainedOrClosed(body, response);
    },
    end(more = {}) {
      (body ?? start(200, more)).end();
    },
    fail(exception) {
      const code = { "X-ClickHouse-Exception-Code": String(exception.code), "Content-Type": "text/plain; charset=UTF-8" };
      if (!body)
        start(exception.status, exception.status === 401 ? { ...code, "WWW-Authenticate": 'Basic realm="ClickHouse"' } : code).end(
          inFrame(`${exception.text}\n`),
        );
      else breakOff(body, response, inFrame(exceptionBlock(exception.text, tag)));
    },
    get closed() {
      return response.destroyed;
    },
    onClose(listener) {
      if (response.destroyed) listener();
      else response.once("close", listener);
    },
  };
}

async function drainedOrClosed(body: Writable, response: ServerResponse): Promise<void> {
  const settled = new AbortController();
  const impatience = setTimeout(() => response.destroy(), CLIENT_MS);
  await Promise.race([once(body, "drain", settled), once(response, "close", settled)]);
  clearTimeout(impatience);
  // Takes the other listener away again.
  settled.abort();
}

/** How ClickHouse 25.11 and later tells of an error in the middle of a result. */
export function exceptionBlock(text: string, tag: string): string {
  return `\r\n__exception__\r\n${tag}\r\n${text}\n${Buffer.byteLength(text) + 1} ${tag}\r\n__exception__\r\n`;
}

function breakOff(body: Writable, response: ServerResponse, block: Uint8Array): void {
  const abort = (): void => void response.write("\n", () => response.destroy());
  if (!(body instanceof Transform)) {
    body.write(block, () => response.destroy());
    return;
  }
  body.unpipe(response);
  body.pipe(response, { end: false });
  body.once("end", abort).end(block);
}

/** Whether a client wants its answer compressed: `enable_http_compression=1` and `Accept-Encoding: gzip`. */
export function wantsGzip(request: IncomingMessage, url: URLSearchParams): boolean {
  return url.get("enable_http_compression") === "1" && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
}
