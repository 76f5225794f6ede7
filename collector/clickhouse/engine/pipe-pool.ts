import { execFile } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";

/** Named pipes through which the engine hands results over, so that no result is ever held whole. Taking one waits when all are in use, which bounds the queries under way. */
export interface PipePool {
  take(): Promise<string>;
  give(path: string): void;
}

/** Makes `size` named pipes in a directory, readable by the owner alone. */
export async function createPipePool(directory: string, size: number): Promise<PipePool> {
  const free = Array.from({ length: size }, (_, index) => join(directory, `pipe-${index}`));
  const waiting: ((path: string) => void)[] = [];
  await promisify(execFile)("mkfifo", ["-m", "600", ...free]);
  return {
    take: async () => free.pop() ?? new Promise((resolve) => waiting.push(resolve)),
    give(path) {
      const next = waiting.shift();
      if (next) next(path);
      else free.push(path);
    },
  };
}

const KNOCK_MS = 20;

/**
 * Waits for a writer after its reader has gone, opening and closing the reading end again and again: the engine opens a pipe a second time when a format fails, and that blocks for ever where nobody reads.
 * What is written meanwhile is lost, or fails.
 */
export async function settledWithoutReader<T>(path: string, writer: Promise<T>): Promise<T> {
  const knocking = setInterval(() => closeSync(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)), KNOCK_MS);
  try {
    return await writer;
  } finally {
    clearInterval(knocking);
  }
}

/** Opens a named pipe for reading without waiting for its writer; it ends when the writer closes, and destroying it makes the writer fail. */
export function openPipe(path: string): Socket {
  return new Socket({ fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK), readable: true, writable: false });
}

/** Waits for a query that writes into a pipe; resolves to what it threw, or undefined. One that failed before its result was opened leaves a pipe that nobody will ever end: it is destroyed. */
export function failureInto(pipe: Socket, query: Promise<unknown>): Promise<unknown> {
  return query.then(
    () => undefined,
    (thrown: unknown) => {
      pipe.destroy();
      return thrown;
    },
  );
}
