import { closeSync, existsSync, openSync, readFileSync, writeSync } from "node:fs";

/** The client's own record of which flights it had an answer for: what it says and the store lacks was lost between the sidecar and the log, and is asked again. */
export interface Journal extends Disposable {
  /** Keys answered in earlier runs. */
  readonly earlier: ReadonlySet<string>;
  /** Written through to the operating system at once, so that kill -9 forgets none. */
  add(key: string): void;
}

export function openJournal(file: string): Journal {
  const earlier = new Set(existsSync(file) ? readFileSync(file, "utf8").split("\n") : []);
  earlier.delete("");
  const descriptor = openSync(file, "a");
  return {
    earlier,
    add: (key) => void writeSync(descriptor, `${key}\n`),
    [Symbol.dispose]: () => closeSync(descriptor),
  };
}
