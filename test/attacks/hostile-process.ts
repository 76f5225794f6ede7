import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";

/** A process under attack: what it says at its start, and how it is at the end. */
export interface AttackedProcess extends AsyncDisposable {
  readonly address: string;
  /** Undefined while it runs, else how it ended. */
  ended(): string | undefined;
  /** Largest resident size so far, bytes. Of Linux. */
  peakBytes(): Promise<number>;
}

/** Forks a module that tells its address by a message. */
export async function startAttacked(script: string, args: readonly string[]): Promise<AttackedProcess> {
  const child: ChildProcess = fork(script, args, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const [{ address }] = (await once(child, "message")) as [{ readonly address: string }];
  const ended = () => (child.exitCode === null && child.signalCode === null ? undefined : (child.signalCode ?? `exit code ${child.exitCode}`));
  return {
    address,
    ended,
    async peakBytes() {
      const status = await readFile(`/proc/${child.pid ?? 0}/status`, "utf8").catch(() => "");
      return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
    },
    async [Symbol.asyncDispose]() {
      if (ended() !== undefined) return;
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}
