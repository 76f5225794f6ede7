// The child process of `embedded-engine.ts`: owns the engine and serves ClickHouse's HTTP interface until it is told to stop or its parent is gone.
import { once } from "node:events";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { drainPending, Session } from "chdb";
import { messageOf } from "../../../errors.ts";
import { keptRoom } from "../../room.ts";
import type { EngineMessage, EngineOrder } from "./engine-protocol.ts";
import { removeEngineFile, writeEngineFile } from "./engine-file.ts";
import { createEngineSessions } from "./engine-sessions.ts";
import { createHttpFront, type FrontParts } from "./http-front.ts";
import { createPipePool } from "./pipe-pool.ts";
import { createPlaces } from "./places.ts";
import { createWriteGate } from "./write-gate.ts";

/** Queries under way at once; further ones wait. Below `UV_THREADPOOL_SIZE`, so that files can still be written. */
const MAX_QUERIES = 24;
/** Of these the reader's, and how many of its more may wait. */
const MAX_READS = 8;
const MAX_WAITING_READS = 64;

async function runEngine({ directory, port, anyPort, access, minFreeBytes }: EngineOrder): Promise<() => Promise<void>> {
  const [data, exchange] = [join(directory, "data"), join(directory, "exchange")];
  mkdirSync(data, { recursive: true, mode: 0o700 });
  // The first connection holds the data directory; whoever comes second fails here.
  const holder = new Session(data);
  const working = join(directory, "empty");
  for (const left of readdirSync(working)) rmSync(join(working, left), { recursive: true, force: true });
  rmSync(exchange, { recursive: true, force: true });
  mkdirSync(exchange, { recursive: true, mode: 0o700 });
  const sessions = createEngineSessions(data);
  const places: FrontParts["places"] = { owner: (task) => task(), reader: createPlaces(MAX_READS, MAX_WAITING_READS) };
  const pipes = await createPipePool(exchange, MAX_QUERIES);
  const room = keptRoom(data, minFreeBytes, "clickhouse.minFreeBytes");
  const server = createHttpFront({ credentials: access, sessions, exchange, places, pipes, data, gate: createWriteGate(), room });
  // What a backup that was broken off has left.
  rmSync(join(data, "shadow"), { recursive: true, force: true });
  await listen(server, port).catch(async (thrown: NodeJS.ErrnoException) => {
    if (!anyPort || thrown.code !== "EADDRINUSE") throw thrown;
    await listen(server, 0);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await writeEngineFile(directory, { url, reader: access.reader, pid: process.pid });
  send({ kind: "ready", url });
  return async () => {
    server.close();
    server.closeIdleConnections();
    const patience = setTimeout(() => server.closeAllConnections(), 5000);
    if (server.listening) await once(server, "close");
    clearTimeout(patience);
    await removeEngineFile(directory, process.pid);
    sessions.close();
    // A connection must not go while a query runs on it; what runs longer dies with the process.
    await Promise.race([drainPending(), sleep(5000)]);
    holder.close();
  };
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
}

function send(message: EngineMessage): void {
  if (process.connected) process.send?.(message);
}

let stop: (() => Promise<void>) | undefined;
let stopping = false;

async function stopOnce(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await stop?.();
  process.exit(0);
}

// Ctrl-C and a group's SIGTERM reach this process too; but its parent still has to write, and stops it when it has.
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => undefined);
process.on("disconnect", () => void stopOnce());
process.once("message", (order: EngineOrder) => {
  runEngine(order).then(
    (stopEngine) => {
      stop = stopEngine;
    },
    (thrown: unknown) => {
      send({ kind: "failed", reason: messageOf(thrown) });
      process.exitCode = 1;
      process.disconnect?.();
    },
  );
});
