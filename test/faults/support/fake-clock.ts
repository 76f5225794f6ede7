import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A process's wall clock that can be set while it runs, by libfaketime; how time passes (the monotonic clock) stays true. */
export interface FakeClock {
  /** For the process, and those that it starts. */
  readonly environment: NodeJS.ProcessEnv;
  /** Seconds beside the true time, at once. */
  set(offsetSeconds: number): void;
}

export function fakeClock(folder: string, name: string): FakeClock {
  const file = join(folder, `${name}.clock`);
  const set = (offsetSeconds: number): void => writeFileSync(file, `${offsetSeconds < 0 ? "" : "+"}${offsetSeconds}s\n`);
  set(0);
  return {
    set,
    environment: {
      LD_PRELOAD: library() ?? "",
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      // Files keep the times that the disk gave them: what is compared with them is off by as much as the clock.
      NO_FAKE_STAT: "1",
    },
  };
}

/** Why no clock can be faked here; undefined where it can. */
export const noFakeClockBecause = async (): Promise<string | undefined> => (library() === undefined ? "libfaketime is not installed" : undefined);

/** Debian's and Fedora's places. */
function library(): string | undefined {
  const folders = ["/usr/lib/x86_64-linux-gnu/faketime", "/usr/lib/aarch64-linux-gnu/faketime", "/usr/lib64/faketime", "/usr/lib/faketime"];
  const holds = (folder: string): boolean => {
    try {
      return readdirSync(folder).includes("libfaketimeMT.so.1");
    } catch {
      return false;
    }
  };
  const folder = folders.find(holds);
  return folder === undefined ? undefined : join(folder, "libfaketimeMT.so.1");
}
