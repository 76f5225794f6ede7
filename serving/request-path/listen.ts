import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { messageOf, TidemarkError } from "../../errors.ts";

/** Starts listening and returns the base address, "http://127.0.0.1:8080". @throws TidemarkError `unavailable` when the address can't be had. */
export async function listen(server: Server, at: { readonly host: string; readonly port: number }, scheme = "http"): Promise<string> {
  server.listen(at.port, at.host);
  try {
    await once(server, "listening");
  } catch (error) {
    throw new TidemarkError("unavailable", `listening at ${at.host}:${at.port}: ${messageOf(error)}`, { cause: error });
  }
  const { address, port, family } = server.address() as AddressInfo;
  return `${scheme}://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

/** Connections whose answer has gone are looked for so often. */
const IDLE_EVERY_MS = 50;

/** Stops accepting, lets requests under way end, closes each connection after its answer, and breaks off those that do not end within the time. @param breakOff of what the server does not know of */
export async function drain(server: Server, timeoutMs: number, breakOff?: () => void): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_EVERY_MS);
  const timer = setTimeout(() => {
    server.closeAllConnections();
    breakOff?.();
  }, timeoutMs);
  await closed;
  clearInterval(idle);
  clearTimeout(timer);
}
