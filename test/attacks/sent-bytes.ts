import { connect } from "node:net";

/** What came back: an HTTP status, `closed` (the end without an answer), `other` (an answer that is no HTTP), or `silent` (neither within the deadline). */
export interface BytesAnswer {
  readonly kind: string;
  readonly text: string;
}

/** Sends bytes as they are and waits for the first answer or the end. A request that is not whole is ended here after a while, as a client would that goes away. */
export function sentBytes(
  port: number,
  bytes: Buffer,
  { deadlineMs, hangUpMs = 300 }: { readonly deadlineMs: number; readonly hangUpMs?: number },
): Promise<BytesAnswer> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    const hangUp = setTimeout(() => socket.end(), hangUpMs);
    const silent = setTimeout(() => settle("silent"), deadlineMs);
    const settle = (kind: string): void => {
      clearTimeout(hangUp);
      clearTimeout(silent);
      socket.destroy();
      resolve({ kind, text });
    };
    socket.setEncoding("latin1").on("data", (chunk: string) => {
      text += chunk;
      if (text.includes("\r\n\r\n")) setImmediate(() => settle(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? "other"));
    });
    socket.on("error", () => settle("closed")).on("close", () => settle("closed"));
    socket.write(bytes);
  });
}
