import { readFileSync } from "node:fs";

/** A process, told apart from a later one with the same id by its start (clock ticks since boot; 0 where /proc does not say). */
export interface ProcessIdentity {
  readonly pid: number;
  readonly started: number;
  /** Changes when the machine starts anew. */
  readonly boot: string;
}

export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, started: startOf(process.pid), boot: bootId() };
}

/** Whether the process of this identity still runs. Without /proc: whether any process has its id. */
export function isRunning(identity: ProcessIdentity): boolean {
  if (identity.boot !== bootId()) return false;
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return startOf(identity.pid) === identity.started;
}

function startOf(pid: number): number {
  const stat = readText(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? 0);
}

function bootId(): string {
  return readText("/proc/sys/kernel/random/boot_id").trim();
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
