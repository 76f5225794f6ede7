import type { Server, Socket } from "node:net";

/** What every connection of HTTP/2 begins with (RFC 9113 section 3.4), and none of HTTP/1 does. */
const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const TIMEOUT = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n";

/**
 * Lets a server of HTTP/1 take HTTP/2 on the same port, with prior knowledge or by ALPN: a connection is told by its first bytes.
 * @param event by which the server takes a connection: "connection", or "secureConnection" of TLS. @param timeoutMs longest wait for what tells
 */
export function tellHttp2(server: Server, event: string, timeoutMs: number, takeHttp2: (socket: Socket) => void): void {
  const [http1] = server.listeners(event);
  if (http1 === undefined) return;
  server.removeListener(event, http1 as () => void);
  server.on(event, (socket: Socket) => {
    firstBytes(socket, timeoutMs, (isHttp2) => (isHttp2 ? takeHttp2(socket) : http1.call(server, socket)));
  });
}

function firstBytes(socket: Socket, timeoutMs: number, told: (isHttp2: boolean) => void): void {
  let came: Buffer = Buffer.alloc(0);
  const stop = () => {
    clearTimeout(timer);
    socket.off("readable", look);
    socket.off("end", ended);
    socket.off("close", stop);
    socket.off("error", ignore);
  };
  const look = () => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    came = came.length === 0 ? chunk : Buffer.concat([came, chunk]);
    const known = Math.min(came.length, PREFACE.length);
    const isLike = came.compare(PREFACE, 0, known, 0, known) === 0;
    if (isLike && came.length < PREFACE.length) return;
    stop();
    socket.unshift(came);
    told(isLike);
  };
  const ended = () => {
    stop();
    socket.end();
  };
  const timer = setTimeout(() => {
    stop();
    socket.on("error", ignore).end(TIMEOUT, () => socket.destroy());
  }, timeoutMs);
  socket.on("readable", look).on("end", ended).on("close", stop).on("error", ignore);
}

/** A connection that breaks is closed; there is nobody to tell. */
function ignore(): void {}
