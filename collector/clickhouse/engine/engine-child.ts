import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { TidemarkError } from "../../../errors.ts";
import type { EngineMessage, EngineOrder } from "./engine-protocol.ts";

/** A running child. */
export interface EngineChild {
  readonly url: string;
  readonly pid: number | undefined;
  /** Why it ended, in words, once it has. */
  readonly exited: Promise<string>;
  /** Asks it to stop and waits; kills it after 15 s. */
  stop(): Promise<void>;
  /** Ends it at once, without asking. */
  kill(): void;
}

const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 15_000;

/** Starts the engine's process and waits until it answers queries. @throws TidemarkError `unavailable` when it does not start. */
export async function startEngineChild(order: EngineOrder): Promise<EngineChild> {
  // The same file unbuilt (.ts) and in dist/ (.js).
  const script = join(import.meta.dirname, `engine-process${extname(import.meta.filename)}`);
  // A name of the engine's database `default` that is no table's is a file's in the working directory: that is empty. Never removed: an engine that runs may be in it.
  const cwd = join(order.directory, "empty");
  mkdirSync(cwd, { recursive: true, mode: 0o700 });
  // The engine's own zone would be the machine's: times that name none would be others elsewhere.
  const env = { ...process.env, UV_THREADPOOL_SIZE: "32", TZ: "UTC" };
  const child = fork(script, [], { cwd, execArgv: [], stdio: ["ignore", "ignore", "pipe", "ipc"], env });
  const said = lastWords(child);
  const exited = new Promise<string>((resolve) => child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}${said()}`)));
  child.send(order);
  const message = await Promise.race([
    once(child, "message", { signal: AbortSignal.timeout(START_TIMEOUT_MS) }).then(([first]) => first as EngineMessage),
    exited.then((reason): EngineMessage => ({ kind: "failed", reason })),
  ]).catch((): EngineMessage => ({ kind: "failed", reason: `no answer within ${START_TIMEOUT_MS / 1000} s` }));
  if (message.kind === "failed") {
    child.kill("SIGKILL");
    await exited;
    throw startError(order.directory, `${message.reason}${said()}`);
  }
  return {
    url: message.url,
    pid: child.pid,
    exited,
    kill: () => void child.kill("SIGKILL"),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const impatience = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
      // It stops when it has nobody left to serve.
      if (child.connected) child.disconnect();
      await exited;
      clearTimeout(impatience);
    },
  };
}

/** The engine locks its data path; what it says then names nobody, but its lock file does. */
function startError(directory: string, reason: string): TidemarkError {
  const doing = `starting the embedded engine in ${directory}`;
  if (!/Cannot lock file|Failed to create connection/.test(reason)) return new TidemarkError("unavailable", `${doing}: ${reason}`);
  return new TidemarkError("conflict", `${doing}: its data is held by ${holderOf(directory)}; stop it or use another directory (${reason})`);
}

function holderOf(directory: string): string {
  try {
    return `process ${/PID: (\d+)/.exec(readFileSync(join(directory, "data", "status"), "utf8"))?.[1] ?? "unknown"}`;
  } catch {
    return "another process";
  }
}

/** The end of what the child wrote to stderr. */
function lastWords(child: ChildProcess): () => string {
  let text = "";
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    text = (text + chunk).slice(-2000);
  });
  return () => (text.trim() === "" ? "" : `: ${text.trim()}`);
}
