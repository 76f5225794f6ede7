import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Summary } from "../../../demo/summary.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");

/** `tidemark demo` in a process group of its own, as a user would start it. */
export function startDemo(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ["main.ts", "demo", "--port", "0", ...args], { cwd: ROOT, detached: true, stdio: ["ignore", "pipe", "pipe"] });
}

/** Runs the demo to its end and reads what it printed. Throws with its log when it fails. */
export async function runDemo(args: readonly string[]): Promise<Summary> {
  const child = startDemo(["--once", "--format", "json", ...args]);
  const [out, log, [code]] = await Promise.all([child.stdout ? text(child.stdout) : "", child.stderr ? text(child.stderr) : "", once(child, "exit")]);
  if (code !== 0) throw new Error(`tidemark demo ended with code ${String(code)}:\n${log.slice(-4000)}`);
  return JSON.parse(out) as Summary;
}

/** Resolves when the demo's progress (on stderr) says a line with this text. */
export async function untilSaid(child: ChildProcess, wanted: string): Promise<void> {
  let said = "";
  for await (const chunk of child.stderr ?? []) {
    said += String(chunk);
    if (said.includes(wanted)) return;
  }
  throw new Error(`the demo ended before it said "${wanted}":\n${said.slice(-4000)}`);
}

/** Sends a signal to the demo and all its children. */
export async function signalGroup(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exited = child.exitCode === null && child.signalCode === null ? once(child, "exit") : Promise.resolve();
  process.kill(-(child.pid ?? 0), signal);
  await exited;
  return child.exitCode;
}
