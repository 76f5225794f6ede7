import { readdir, readFile } from "node:fs/promises";

/** What a process holds. */
export interface ProcessSize {
  /** Resident, of 10^6 bytes. */
  readonly megabytes: number;
  readonly files: number;
}

/** A process of `tidemark up` and those under it, by what they are: sidecar, rest, engine. Of Linux. */
export async function processesUnder(pid: number): Promise<Readonly<Record<string, ProcessSize>>> {
  const sizes: Record<string, ProcessSize> = {};
  const visit = async (at: number): Promise<void> => {
    const size = await sizeOf(at);
    if (size) sizes[await nameOf(at)] = size;
    for (const child of await childrenOf(at)) await visit(child);
  };
  await visit(pid);
  return sizes;
}

async function sizeOf(pid: number): Promise<ProcessSize | undefined> {
  try {
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    return { megabytes: (Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024) / 1e6, files: (await readdir(`/proc/${pid}/fd`)).length };
  } catch {
    return undefined;
  }
}

async function nameOf(pid: number): Promise<string> {
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  if (command.includes("engine-process")) return "engine";
  return command.includes("rest-process") ? "rest" : "sidecar";
}

async function childrenOf(pid: number): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  return text.trim().split(" ").filter(Boolean).map(Number);
}
