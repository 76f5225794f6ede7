import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "../../telemetry.ts";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** Running so long counts as well: pauses begin anew. */
const HEALTHY_MS = 60_000;

export interface SupervisedOptions {
  /** Module to run. */
  readonly script: string;
  readonly args: readonly string[];
  readonly logger: Logger;
  /** Longest wait for its end at a stop, milliseconds; then it is killed. */
  readonly stopTimeoutMs: number;
  readonly onMessage: (message: unknown) => void;
  readonly onRestart: () => void;
}

/** A child process that is started again whenever it ends, for ever, with pauses of 1 s to 1 min. Stopping lets go of it, and kills it when it does not end in time. */
export interface Supervised {
  /** Whether it runs now. */
  readonly running: boolean;
  stop(): Promise<void>;
}

export function supervise(options: SupervisedOptions): Supervised {
  const stopping = new AbortController();
  let child: ChildProcess | undefined;
  const run = async (): Promise<void> => {
    for (let pauseMs = FIRST_PAUSE_MS; !stopping.signal.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const startedMs = performance.now();
      child = fork(options.script, options.args, { execArgv: process.execArgv, stdio: ["ignore", "ignore", "inherit", "ipc"] });
      child.on("message", options.onMessage).on("error", () => undefined);
      const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
      child = undefined;
      if (stopping.signal.aborted) return;
      if (performance.now() - startedMs > HEALTHY_MS) pauseMs = FIRST_PAUSE_MS;
      options.logger.error("the process of pages, collector, judging and alerts ended; it is started again", {
        reason: signal ?? `exit code ${code}`,
        pauseMs,
      });
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      options.onRestart();
    }
  };
  const running = run();
  return {
    get running() {
      return child !== undefined;
    },
    async stop() {
      stopping.abort();
      const own = child;
      if (own?.connected === true) own.disconnect();
      const impatience = setTimeout(() => own?.kill("SIGKILL"), options.stopTimeoutMs);
      await running;
      clearTimeout(impatience);
    },
  };
}
