import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** What a whole process took, with all its children. */
export interface Measured {
  readonly wallSeconds: number;
  /** Most resident memory of the process and its children together at any look, 20 a second; pages that they share count twice. Null where it was not watched. */
  readonly peakMegabytes: number | null;
  readonly stdout: string;
}

/** Runs a program to its end. Watching its memory takes some of the processors' time, so what is timed against something else is not watched. @throws Error when its exit code is not 0. */
export async function measured(program: string, parameters: readonly string[], { memory }: { readonly memory: boolean }): Promise<Measured> {
  const started = performance.now();
  const child = spawn(program, parameters, { stdio: ["ignore", "pipe", "inherit"] });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  const { promise: ended, resolve, reject } = Promise.withResolvers<number>();
  child.once("error", reject);
  child.once("close", (code) => resolve(code ?? -1));
  const stop = new AbortController();
  const peak = memory ? peakBytes(child.pid ?? 0, stop.signal) : null;
  const code = await ended;
  const wallSeconds = (performance.now() - started) / 1000;
  stop.abort();
  if (code !== 0) throw new Error(`${program} ${parameters.join(" ")} ended with ${code}`);
  return { wallSeconds, peakMegabytes: peak === null ? null : Math.round((await peak) / 1e6), stdout: Buffer.concat(chunks).toString() };
}

async function peakBytes(root: number, signal: AbortSignal): Promise<number> {
  let peak = 0;
  while (!signal.aborted) {
    peak = Math.max(peak, await residentBytes(root));
    await sleep(50);
  }
  return peak;
}

/** Of a process and all that it started; 0 once it is gone. Linux only. */
async function residentBytes(root: number): Promise<number> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const all = (await Promise.all(pids.map(readProcess))).filter((one) => one !== null);
  const inTree = new Set([root]);
  for (let size = 0; size !== inTree.size;) {
    size = inTree.size;
    for (const { pid, parent } of all) if (inTree.has(parent)) inTree.add(pid);
  }
  return all.filter(({ pid }) => inTree.has(pid)).reduce((sum, { resident }) => sum + resident, 0);
}

async function readProcess(name: string): Promise<{ pid: number; parent: number; resident: number } | null> {
  try {
    const status = await readFile(`/proc/${name}/status`, "utf8");
    const field = (label: string): number => Number(new RegExp(`^${label}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
    return { pid: Number(name), parent: field("PPid"), resident: field("VmRSS") * 1024 };
  } catch {
    return null;
  }
}
