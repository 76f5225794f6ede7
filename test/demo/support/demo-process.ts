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

/** Resolves when the demo has said a line with this text on stderr. */
export function untilSaid(child: ChildProcess, wanted: string): Promise<void> {
  let said = "";
  return new Promise((resolve, reject) => {
    // Kept flowing to the end: a closed pipe would be an error to the demo.
    child.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(wanted)) resolve();
    });
    child.once("exit", (code) => reject(new Error(`the demo ended with code ${String(code)} before it said "${wanted}":\n${said.slice(-4000)}`)));
  });
}

/** Sends a signal to the demo and all its children. */
export async function signalGroup(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exited = child.exitCode === null && child.signalCode === null ? once(child, "exit") : Promise.resolve();
  process.kill(-(child.pid ?? 0), signal);
  await exited;
  return child.exitCode;
}
