import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const MAIN = join(import.meta.dirname, "..", "..", "..", "main.ts");
const RESTART_AFTER_MS = 200;
const PATIENCE_MS = 20_000;

/** A command of Tidemark in a process of its own, started again whenever it ends, as a supervisor would; `leave` ends it for good. */
export class Role implements AsyncDisposable {
  readonly name: string;
  readonly #start: () => ChildProcess;
  #child: ChildProcess | undefined;
  #wanted = false;
  #running: Promise<void> = Promise.resolve();
  #starts = 0;

  /** @param output file that takes what it says. @param before what stands before node on the command line, such as faketime. */
  constructor(name: string, args: readonly string[], { output, environment = {} }: { readonly output: string; readonly environment?: NodeJS.ProcessEnv }) {
    this.name = name;
    this.#start = () =>
      spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "ignore", openSync(output, "a")], env: { ...process.env, ...environment } });
  }

  /** Begins, or begins anew after it left. */
  join(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#running = this.#run();
  }

  /** Asks it to end, and waits; kills it when it does not in time. False when it had to be killed. */
  async leave(): Promise<boolean> {
    this.#wanted = false;
    const child = this.#child;
    child?.kill("SIGCONT");
    child?.kill("SIGTERM");
    const impatience = setTimeout(() => child?.kill("SIGKILL"), PATIENCE_MS);
    await this.#running;
    clearTimeout(impatience);
    return child === undefined || child.signalCode !== "SIGKILL";
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  get joined(): boolean {
    return this.#wanted;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** How often it was started. */
  get starts(): number {
    return this.#starts;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.leave();
  }

  async #run(): Promise<void> {
    while (this.#wanted) {
      this.#starts += 1;
      const child = this.#start();
      this.#child = child;
      await once(child, "exit");
      this.#child = undefined;
      if (this.#wanted) await sleep(RESTART_AFTER_MS);
    }
  }
}

/** Children of a process whose command line has a word in it. Of Linux. */
export function childrenOf(pid: number, word: string): readonly number[] {
  const text = (path: string): string => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return "";
    }
  };
  const pids = text(`/proc/${pid}/task/${pid}/children`).trim().split(" ").filter(Boolean).map(Number);
  return pids.filter((child) => text(`/proc/${child}/cmdline`).includes(word));
}
