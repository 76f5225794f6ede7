import type { IncomingMessage } from "node:http";
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";
import { Readable } from "node:stream";
import { refuse } from "./engine-exception.ts";
import { fromFrames } from "./native/frames.ts";
import { formatName } from "./statement.ts";

/** Keys of the query string that are the interface's own; all others are `param_*` or settings. */
const OWN = new Set(
  "query database default_format user password quota_key query_id session_id session_timeout session_check stacktrace wait_end_of_query buffer_size compress decompress network_compression_method network_zstd_compression_level role client_protocol_version close_session".split(
    " ",
  ),
);
/** A request's query string, taken apart. Parameters keep their escaped text form, which the engine reads. */
export interface FrontRequest {
  readonly query: string;
  readonly database: string | undefined;
  readonly defaultFormat: string | undefined;
  readonly queryId: string | undefined;
  /** Of ClickHouse's protocol, as which the client reads Native; 0 for plain Native. */
  readonly revision: number;
  readonly sessionId: string | undefined;
  readonly sessionTimeoutMs: number;
  readonly settings: readonly (readonly [name: string, value: string])[];
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** Reads the query string and ClickHouse's headers. @throws EngineRefusal 36 for a name or a number that is none, 48 for types in binary beside a revision, 73 for a format that is no name. */
export function parseFrontRequest(request: IncomingMessage, url: URLSearchParams): FrontRequest {
  const entries = [...url].filter(([name]) => !OWN.has(name));
  const bad = entries.find(([name]) => !/^\w+$/.test(name));
  if (bad) refuse(36, `"${bad[0]}" is not the name of a setting or parameter`);
  return {
    query: url.get("query") ?? "",
    database: url.get("database") ?? header(request, "x-clickhouse-database"),
    // It becomes part of the query's text: anything but a name could be a statement of its own.
    defaultFormat: optionalFormat(url.get("default_format") ?? header(request, "x-clickhouse-format")),
    queryId: url.get("query_id") ?? undefined,
    revision: revisionOf(url),
    sessionId: url.get("session_id") ?? undefined,
    sessionTimeoutMs: Number(url.get("session_timeout") ?? 60) * 1000,
    settings: entries.filter(([name]) => !name.startsWith("param_")),
    parameters: entries.filter(([name]) => name.startsWith("param_")),
  };
}

function revisionOf(url: URLSearchParams): number {
  const asked = url.get("client_protocol_version") ?? "0";
  if (!/^\d{1,9}$/.test(asked)) return refuse(36, `client_protocol_version takes a whole number, not "${asked.slice(0, 50)}"`);
  const binary = url.get("output_format_native_encode_types_in_binary_format") ?? "0";
  if (asked !== "0" && binary !== "0" && binary !== "false")
    refuse(48, "output_format_native_encode_types_in_binary_format is not offered with client_protocol_version");
  return Number(asked);
}

function optionalFormat(name: string | undefined): string | undefined {
  return name === undefined ? undefined : formatName(name);
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The body's bytes, decompressed as `Content-Encoding` and then `decompress=1` (ClickHouse's own frames, of at most `frameBytes` each) say. @throws EngineRefusal 36 for an encoding that is not known. */
export function bodyOf(request: IncomingMessage, url: URLSearchParams, frameBytes: number): Readable {
  const body = decodedBody(request);
  return url.get("decompress") === "1" ? Readable.from(fromFrames(body as AsyncIterable<Uint8Array>, frameBytes), { objectMode: false }) : body;
}

function decodedBody(request: IncomingMessage): Readable {
  const encoding = request.headers["content-encoding"] ?? "identity";
  const decoders = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress, zstd: createZstdDecompress } as const;
  if (encoding === "identity") return request;
  const decoder = decoders[encoding as keyof typeof decoders];
  if (!decoder) return refuse(36, `Content-Encoding ${encoding} is not known: gzip, deflate, br and zstd are`);
  const decoded = decoder();
  request.on("error", (error) => decoded.destroy(error)).pipe(decoded);
  // An aborted upload must not look like a short one.
  request.once("close", () => request.complete || decoded.destroy(new Error("the request was aborted")));
  return decoded;
}

/** A body that is a query, or the form that carries one (`multipart/form-data`, as clients send long parameters). @throws EngineRefusal 162 over `maxBytes`, 36 for a form that is none. */
export async function readQueryBody(
  request: IncomingMessage,
  url: URLSearchParams,
  maxBytes: number,
): Promise<{ readonly text: string; readonly fields: readonly (readonly [string, string])[] }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bodyOf(request, url, maxBytes) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) refuse(162, `Query is too large: over ${maxBytes} bytes in a body; put an INSERT into ?query= and its data into the body`);
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  const type = request.headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data")) return { text: body.toString("utf8"), fields: [] };
  const form = await new Response(body, { headers: { "content-type": type } })
    .formData()
    .catch((): never => refuse(36, "The body is not the form that its Content-Type names"));
  const fields = [...form].flatMap(([name, value]) => (typeof value === "string" ? [[name, value] as const] : []));
  return { text: "", fields };
}
