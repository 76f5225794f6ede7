import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf, TidemarkError } from "../../../errors.ts";
import { createCredentials, type Credential } from "./credentials.ts";
import { type EngineChild, startEngineChild } from "./engine-child.ts";
import { type EngineFile, readEngineFile } from "./engine-file.ts";

/** How to reach an embedded engine; `reader` may only read (for Grafana). */
export interface EngineAddress {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly reader: Credential;
}

/** An engine that this process started and keeps running. */
export interface EmbeddedEngine extends EngineAddress, AsyncDisposable {
  /** Of the child that is running now, undefined while it is started again. */
  readonly pid: number | undefined;
}

export interface EmbeddedEngineOptions {
  /** Where the data, `engine.json` and files in exchange live. */
  readonly directory: string;
  /** On loopback; 0, the default, takes any free one and keeps it. */
  readonly port?: number;
  /** Told of every restart, and of giving up. */
  readonly onNotice?: (notice: string) => void;
}

/** Restarts without a minute of running in between, after which the engine stays down. */
const MAX_RESTARTS = 8;
const HEALTHY_MS = 60_000;
const backoffMs = (restarts: number): number => Math.min(100 * 2 ** restarts, 5000);

/**
 * Starts the engine in a child process and keeps it running: when the child dies it is started again, at the same address with the same passwords. Disposing stops it in order.
 * @throws TidemarkError `conflict` when another process holds the directory, `unavailable` when the engine does not start.
 */
export async function startEmbeddedEngine(options: EmbeddedEngineOptions): Promise<EmbeddedEngine> {
  const directory = resolve(options.directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await requireFree(directory);
  const credentials = createCredentials();
  const start = (port: number): Promise<EngineChild> => startEngineChild({ directory, port, credentials });
  const first = await start(options.port ?? 0);
  const port = Number(new URL(first.url).port);
  const stopping = new AbortController();
  let child: EngineChild | undefined = first;

  async function supervise(): Promise<void> {
    let restarts = 0;
    let startedAt = Date.now();
    while (child) {
      const death = await child.exited;
      child = undefined;
      if (stopping.signal.aborted) return;
      restarts = Date.now() - startedAt > HEALTHY_MS ? 0 : restarts;
      options.onNotice?.(`embedded engine ended (${death}); starting it again`);
      while (!child && !stopping.signal.aborted && restarts < MAX_RESTARTS) {
        await sleep(backoffMs(restarts++), undefined, { signal: stopping.signal }).catch(() => undefined);
        if (stopping.signal.aborted) return;
        startedAt = Date.now();
        child = await start(port).catch((error: unknown) => {
          options.onNotice?.(messageOf(error));
          return undefined;
        });
      }
      if (!child) options.onNotice?.(`embedded engine was started again ${MAX_RESTARTS} times and did not stay up; it stays down`);
    }
  }
  const supervised = supervise();

  return {
    url: first.url,
    ...credentials.owner,
    reader: credentials.reader,
    get pid() {
      return child?.pid;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await child?.stop();
      await supervised;
      // A restart may have been under way.
      await child?.stop();
    },
  };
}

/** The engine that another process runs on this directory, or undefined when none answers. */
export async function joinEngine(directory: string): Promise<EngineAddress | undefined> {
  const { pid: _, ...address } = (await findRunning(resolve(directory))) ?? { pid: 0 };
  return "url" in address ? address : undefined;
}

async function requireFree(directory: string): Promise<void> {
  const running = await findRunning(directory);
  if (running)
    throw new TidemarkError(
      "conflict",
      `starting the embedded engine: ${directory} is held by process ${running.pid} at ${running.url}; join it, stop it or use another directory`,
    );
}

async function findRunning(directory: string): Promise<EngineFile | undefined> {
  const file = await readEngineFile(directory);
  if (!file || !isAlive(file.pid)) return undefined;
  const answered = await fetch(`${file.url}/ping`, { signal: AbortSignal.timeout(2000) }).then(
    (response) => response.ok,
    () => false,
  );
  return answered ? file : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
