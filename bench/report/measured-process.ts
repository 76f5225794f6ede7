import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** What a whole process took, with all its children. */
export interface Measured {
  readonly wallSeconds: number;
  /** Most resident memory of the process and its children together at any look, 20 a second; pages that they share count twice. Null where it was not watched. */
  readonly peakMegabytes: number | null;
  /** Processor time of the process and its children, as far as they were seen; it hangs less on what else the machine does. Null where it was not watched. */
  readonly cpuSeconds: number | null;
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
  const peak = memory ? watched(child.pid ?? 0, stop.signal) : null;
  const code = await ended;
  const wallSeconds = (performance.now() - started) / 1000;
  stop.abort();
  if (code !== 0) throw new Error(`${program} ${parameters.join(" ")} ended with ${code}`);
  const seen = await peak;
  return {
    wallSeconds,
    peakMegabytes: seen === null ? null : Math.round(seen.bytes / 1e6),
    cpuSeconds: seen?.cpuSeconds ?? null,
    stdout: Buffer.concat(chunks).toString(),
  };
}

/** Ticks of the processor's clock a second, on every Linux. */
const TICKS = 100;

async function watched(root: number, signal: AbortSignal): Promise<{ readonly bytes: number; readonly cpuSeconds: number }> {
  let bytes = 0;
  const ticks = new Map<number, number>();
  while (!signal.aborted) {
    const tree = await treeOf(root);
    bytes = Math.max(
      bytes,
      tree.reduce((sum, { resident }) => sum + resident, 0),
    );
    for (const process of tree) ticks.set(process.pid, process.ticks);
    await sleep(50);
  }
  return { bytes, cpuSeconds: [...ticks.values()].reduce((sum, some) => sum + some, 0) / TICKS };
}

interface Seen {
  readonly pid: number;
  readonly parent: number;
  readonly resident: number;
  readonly ticks: number;
}

/** A process and all that it started; none once it is gone. Linux only. */
async function treeOf(root: number): Promise<readonly Seen[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const all = (await Promise.all(pids.map(readProcess))).filter((one) => one !== null);
  const inTree = new Set([root]);
  for (let size = 0; size !== inTree.size;) {
    size = inTree.size;
    for (const { pid, parent } of all) if (inTree.has(parent)) inTree.add(pid);
  }
  return all.filter(({ pid }) => inTree.has(pid));
}

async function readProcess(name: string): Promise<Seen | null> {
  try {
    const [status, stat] = await Promise.all([readFile(`/proc/${name}/status`, "utf8"), readFile(`/proc/${name}/stat`, "utf8")]);
    const field = (label: string): number => Number(new RegExp(`^${label}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { pid: Number(name), parent: field("PPid"), resident: field("VmRSS") * 1024, ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return null;
  }
}
