import type { Server } from "node:net";
import type { Socket } from "node:net";
import { clientAddress } from "./client-address.ts";

/** A connection's name among those of one server, whichever of its sockets (TCP, TLS) is asked. */
export function connectionKey({ remoteAddress, remotePort }: Pick<Socket, "remoteAddress" | "remotePort">): string {
  return `${remoteAddress} ${remotePort}`;
}

/**
 * Keeps a server's connections under a limit. One more closes the oldest idle one of the client address that has most; where that is the newcomer's own or none is idle, the newcomer goes.
 * @param isBusy whether a request is under way on a connection. @param onClosed called for each that was closed for it
 */
export function limitConnections(server: Server, max: number, isBusy: (connection: string) => boolean, onClosed: () => void): void {
  const byClient = new Map<string, Set<Socket>>();
  let count = 0;
  const forget = (client: string, socket: Socket) => {
    const own = byClient.get(client);
    if (own?.delete(socket) !== true) return;
    count -= 1;
    if (own.size === 0) byClient.delete(client);
  };
  const victim = (client: string): Socket | undefined => {
    let most = byClient.get(client);
    for (const own of byClient.values()) if (own.size > (most?.size ?? 0)) most = own;
    return most === byClient.get(client) ? undefined : [...(most ?? [])].find((socket) => !isBusy(connectionKey(socket)));
  };
  server.on("connection", (socket) => {
    const client = clientAddress(socket.remoteAddress);
    const own = byClient.get(client) ?? new Set();
    byClient.set(client, own.add(socket));
    count += 1;
    socket.once("close", () => forget(client, socket));
    if (count <= max) return;
    const chosen = victim(client) ?? socket;
    forget(clientAddress(chosen.remoteAddress), chosen);
    chosen.destroy();
    onClosed();
  });
}
