import { readdirSync, readFileSync } from "node:fs";

/** Microseconds of processor time that each thread of a process has taken, by its name; those of one name together. Of Linux; empty elsewhere. */
export function cpuByThread(pid: number): ReadonlyMap<string, number> {
  const taken = new Map<string, number>();
  for (const thread of threadsOf(pid)) {
    try {
      const name = thread === String(pid) ? "main" : readFileSync(`/proc/${pid}/task/${thread}/comm`, "utf8").trim();
      const nanoseconds = Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
      taken.set(name, (taken.get(name) ?? 0) + nanoseconds / 1_000);
    } catch {
      // It has ended meanwhile.
    }
  }
  return taken;
}

function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** What threads took between two looks, a request. */
export function cpuEach(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>, requests: number): Readonly<Record<string, number>> {
  const each = [...after].map(([name, taken]) => [name, Number(((taken - (before.get(name) ?? 0)) / requests).toFixed(1))] as const);
  return Object.fromEntries(each.filter(([, microseconds]) => microseconds >= 0.5).sort(([, a], [, b]) => b - a));
}
