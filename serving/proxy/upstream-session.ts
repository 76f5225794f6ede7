import { connect as connectHttp2 } from "node:http2";
import type { ClientHttp2Session } from "node:http2";
import { connect, isIP } from "node:net";
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/** MiB that one connection's frames may take. */
const SESSION_MIB = 64;

/** Where a model server speaks HTTP/2. */
export interface Http2Address {
  readonly url: URL;
  /** PEM; undefined: the system's authorities. */
  readonly ca?: Buffer | undefined;
  readonly connectTimeoutMs: number;
}

/** A connection to a model server, and how it was lost. */
export interface UpstreamSession {
  readonly session: ClientHttp2Session;
  /** Code of what broke it; undefined while it stands. */
  lost: string | undefined;
}

/** Connects with prior knowledge, over TLS by ALPN. */
export function openSession({ url, ca, connectTimeoutMs }: Http2Address): UpstreamSession {
  const socket = openSocket(url, ca);
  const upstream: UpstreamSession = {
    session: connectHttp2(url.origin, { createConnection: () => socket, settings: { enablePush: false }, maxSessionMemory: SESSION_MIB }),
    lost: undefined,
  };
  const lose = (code: string) => {
    upstream.lost ??= code;
    upstream.session.destroy();
    socket.destroy();
  };
  const timer = setTimeout(() => lose("CONNECT_TIMEOUT"), connectTimeoutMs);
  upstream.session.once("connect", () => clearTimeout(timer));
  upstream.session.once("close", () => {
    clearTimeout(timer);
    upstream.lost ??= "CLOSED";
  });
  socket.once("close", () => (upstream.lost ??= "CLOSED"));
  upstream.session.on("error", (error: Error & { code?: string }) => (upstream.lost ??= error.code ?? "ERROR"));
  return upstream;
}

function openSocket(url: URL, ca: Buffer | undefined): Socket {
  const host = url.hostname.replaceAll(/^\[|\]$/g, "");
  if (url.protocol === "http:") return connect({ host, port: Number(url.port || 80), noDelay: true });
  return connectTls({
    host,
    port: Number(url.port || 443),
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ALPNProtocols: ["h2"],
    ...(ca === undefined ? {} : { ca }),
  });
}
