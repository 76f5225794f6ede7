import { statfs } from "node:fs/promises";

/** How often the disk is asked, milliseconds: it is asked before each write. */
const FRESH_MS = 100;

/** Room on the disk of a folder that is never written full. */
export interface Room {
  /** Undefined while more than what is kept is free, else in words how much is. */
  lack(): Promise<string | undefined>;
}

/** @param keptBytes 0: all may be taken @param key of the configuration that says so */
export function keptRoom(folder: string, keptBytes: number, key: string): Room {
  let looked: { readonly atMs: number; readonly lack: string | undefined } | undefined;
  return {
    async lack() {
      if (keptBytes === 0) return undefined;
      if (looked === undefined || performance.now() - looked.atMs > FRESH_MS) {
        // A folder that can't be asked about is left to the write itself, which says what is wrong.
        const free = await statfs(folder).then(
          ({ bavail, bsize }) => bavail * bsize,
          () => Number.POSITIVE_INFINITY,
        );
        const lack = `${megabytes(free)} MB are free on the disk of ${folder}, and ${megabytes(keptBytes)} MB of it are kept (${key}); make room`;
        looked = { atMs: performance.now(), lack: free > keptBytes ? undefined : lack };
      }
      return looked.lack;
    },
  };
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);
