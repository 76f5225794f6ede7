import { chmod, rm } from "node:fs/promises";
import { closeSync, openSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { once } from "node:events";
import { z } from "zod";
import type { Credential } from "./credentials.ts";

const credential = z.object({ username: z.string(), password: z.string() });
const answer = credential.extend({ url: z.url(), reader: credential, pid: z.int().optional() });

/** How to reach an embedded engine; `reader` may only read (for Grafana). */
export interface EngineAddress {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly reader: Credential;
}

/** What is told at the door: how to get in as the owner, and the process that runs the engine at the moment. */
export type DoorAnswer = EngineAddress & { readonly pid?: number | undefined };

const NAME = "engine.sock";
const WAIT_MS = 2_000;
/** The kernel's limit for a socket's path is 107 bytes. */
const LONGEST_PATH = 100;

/**
 * Tells processes of the same user on the same machine how to get in: a socket in the engine's directory, mode 0600. Unlike a file a socket cannot be read by a query, whatever function it finds.
 * It replaces what a dead process left; who calls this holds the engine's data.
 */
export async function openDoor(directory: string, tell: () => DoorAnswer): Promise<AsyncDisposable> {
  const path = join(directory, NAME);
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.end(JSON.stringify(tell()));
    socket.setTimeout(WAIT_MS, () => socket.destroy());
  });
  await rm(path, { force: true });
  await reached(directory, async (place) => {
    server.listen(place);
    await once(server, "listening");
  });
  await chmod(path, 0o600);
  server.unref();
  return {
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
      await rm(path, { force: true });
    },
  };
}

/** What whoever runs the engine of a directory tells, or undefined when nobody does. */
export async function knock(directory: string): Promise<DoorAnswer | undefined> {
  try {
    return await reached(directory, async (place) => {
      const socket = connect(place)
        .setEncoding("utf8")
        .setTimeout(WAIT_MS, () => socket.destroy(new Error("no answer")));
      let text = "";
      for await (const chunk of socket as AsyncIterable<string>) text += chunk;
      return answer.parse(JSON.parse(text));
    });
  } catch {
    return undefined;
  }
}

/** A directory with a long path is reached through its descriptor, where there is /proc. */
async function reached<T>(directory: string, act: (place: string) => Promise<T>): Promise<T> {
  const path = join(directory, NAME);
  if (Buffer.byteLength(path) <= LONGEST_PATH || process.platform !== "linux") return act(path);
  const descriptor = openSync(directory, "r");
  try {
    return await act(`/proc/self/fd/${descriptor}/${NAME}`);
  } finally {
    closeSync(descriptor);
  }
}
