import { readFile } from "node:fs/promises";

const TICKS_PER_SECOND = 100;

/** Seconds of CPU that a process and its threads have used, of user and system; 0 for one that is gone. Of Linux. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
}
