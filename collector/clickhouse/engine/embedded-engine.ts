import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { TidemarkError } from "../../../errors.ts";
import type { Access, Credential } from "./credentials.ts";
import { type EngineChild, startEngineChild } from "./engine-child.ts";
import { type EngineAddress, knock, openDoor } from "./engine-door.ts";
import { nextKeys, writeKeys } from "./engine-keys.ts";
import { superviseEngine } from "./supervise-engine.ts";

/** An engine that this process started and keeps running. */
export interface EmbeddedEngine extends EngineAddress, AsyncDisposable {
  /** Of the child that is running now, undefined while it is started again. */
  readonly pid: number | undefined;
}

export interface EmbeddedEngineOptions {
  /** Where the data, `engine.json` and files in exchange live; for its owner alone. */
  readonly directory: string;
  /** On loopback; 0, the default, takes the one that it had last when it is free, else any free one, and keeps it. */
  readonly port?: number;
  /** Told of every end and failed start. */
  readonly onNotice?: (notice: string) => void;
  /** Called at every restart. */
  readonly onRestart?: () => void;
  /** An engine that answers no ping for so long is killed and started again; milliseconds, default 60,000. */
  readonly hungAfterMs?: number;
  /** Room on its disk that inserts leave, bytes: what the engine is writing as a disk becomes full can be damaged, and taken for written. Default 128 MiB. */
  readonly minFreeBytes?: number;
}

const OWNER = "tidemark";
const READER = "reader";
const MIN_FREE_BYTES = 128 * 1024 * 1024;

/**
 * Starts the engine in a child process and keeps it running: when the child dies or hangs it is started again, at the same address with the same passwords. Disposing stops it in order.
 * What was given out at earlier starts stays valid, so that other processes go on after a restart of this one.
 * @throws TidemarkError `conflict` when another process holds the directory, `unavailable` when the engine does not start.
 */
export async function startEmbeddedEngine(options: EmbeddedEngineOptions): Promise<EmbeddedEngine> {
  const directory = resolve(options.directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await requireFree(directory);
  const { keys, ownerPassword } = await nextKeys(directory);
  const reader: Credential = { username: READER, password: keys.readerPassword };
  const access: Access = { owner: { username: OWNER, digests: keys.ownerDigests }, reader };
  const minFreeBytes = options.minFreeBytes ?? MIN_FREE_BYTES;
  const start = (port: number, anyPort: boolean): Promise<EngineChild> => startEngineChild({ directory, port, anyPort, access, minFreeBytes });

  await using starting = new AsyncDisposableStack();
  const first = options.port ? await start(options.port, false) : await start(keys.port, true);
  const port = Number(new URL(first.url).port);
  const supervised = starting.use(
    superviseEngine(first, {
      start: () => start(port, false),
      onNotice: options.onNotice ?? (() => undefined),
      onRestart: options.onRestart ?? (() => undefined),
      hungAfterMs: options.hungAfterMs ?? 60_000,
    }),
  );
  await writeKeys(directory, { ...keys, port });
  const address: EngineAddress = { url: first.url, username: OWNER, password: ownerPassword, reader };
  starting.use(await openDoor(directory, () => ({ ...address, pid: supervised.pid })));
  const stack = starting.move();
  return {
    ...address,
    get pid() {
      return supervised.pid;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** How to reach the engine that a process runs on this directory, or undefined when none does. It may be starting again at the moment. */
export async function joinEngine(directory: string): Promise<EngineAddress | undefined> {
  const told = await knock(resolve(directory));
  return told && { url: told.url, username: told.username, password: told.password, reader: told.reader };
}

async function requireFree(directory: string): Promise<void> {
  const told = await knock(directory);
  if (told)
    throw new TidemarkError(
      "conflict",
      `starting the embedded engine: ${directory} is held by process ${told.pid ?? "(starting again)"} at ${told.url}; join it, stop it or use another directory`,
    );
}
