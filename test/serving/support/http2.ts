import { once } from "node:events";
import { connect, createServer } from "node:http2";
import type { ClientHttp2Session, IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { createServer as createTcpServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

export interface RawServer extends AsyncDisposable {
  readonly url: string;
}

/** A server of HTTP/2 with prior knowledge that does as it is told with each stream. */
export async function startHttp2Server(
  onStream: (stream: ServerHttp2Stream, raw: readonly string[], headers: IncomingHttpHeaders) => void,
): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on("connection", (socket: Socket) => sockets.add(socket));
  server.on("sessionError", () => undefined);
  server.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, _flags: number, raw: readonly string[]) =>
    onStream(
      stream.on("error", () => undefined),
      raw,
      headers,
    ),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** A server of TCP. */
export async function startTcpServer(onSocket: (socket: Socket) => void): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket.on("error", () => undefined));
    onSocket(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What a client of HTTP/2 sees of an answer. */
export interface RawAnswer {
  readonly head: readonly string[];
  readonly body: string;
  readonly trailers: readonly string[];
  /** Of the reset that ended it; 0: none. */
  readonly reset: number;
}

/** A raw connection; disposing ends it. */
export function http2Client(address: string): ClientHttp2Session & Disposable {
  const session = connect(address);
  session.on("error", () => undefined);
  return Object.assign(session, { [Symbol.dispose]: () => session.destroy() });
}

/** One exchange. */
export async function exchangeOver(session: ClientHttp2Session, headers: readonly string[], chunks: readonly Buffer[] = []): Promise<RawAnswer> {
  const stream = session.request([...headers], { endStream: chunks.length === 0 });
  let head: readonly string[] = [];
  let trailers: readonly string[] = [];
  const body: Buffer[] = [];
  stream.on("error", () => undefined);
  stream.on("response", (_headers, _flags, raw?: readonly string[]) => (head = raw ?? []));
  stream.on("trailers", (_headers, _flags, raw?: readonly string[]) => (trailers = raw ?? []));
  stream.on("data", (chunk: Buffer) => body.push(chunk));
  for (const chunk of chunks) stream.write(chunk);
  if (chunks.length > 0) stream.end();
  await new Promise((resolve) => stream.once("close", resolve));
  return { head, body: Buffer.concat(body).toString("latin1"), trailers, reset: stream.rstCode };
}
