import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

const PATIENCE_MS = 30_000;

/** Asks a child to end and waits; kills it when it does not in half a minute. One that has ended already is not waited for. */
export async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const impatience = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  await exited;
  clearTimeout(impatience);
}
