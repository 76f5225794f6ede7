import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../../errors.ts";
import type { EngineChild } from "./engine-child.ts";

export interface Supervision {
  /** Starts the child again, at the same address with the same passwords. */
  readonly start: () => Promise<EngineChild>;
  readonly onNotice: (notice: string) => void;
  readonly onRestart: () => void;
  /** A child that answered no ping for so long is killed and started again. */
  readonly hungAfterMs: number;
}

/** An engine that is kept running. Disposing stops it in order. */
export interface SupervisedEngine extends AsyncDisposable {
  /** Of the child that is running now, undefined while it is started again. */
  readonly pid: number | undefined;
}

/** A child that ran for so long was well: the pauses begin anew. */
const HEALTHY_MS = 60_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 60_000;
/** Pings within `hungAfterMs`. */
const PINGS = 6;

/** Keeps a started engine running: whenever it dies or hangs it is started again, after pauses that double up to a minute, for as long as this process lives. */
export function superviseEngine(first: EngineChild, { start, onNotice, onRestart, hungAfterMs }: Supervision): SupervisedEngine {
  const stopping = new AbortController();
  const { signal } = stopping;
  let child: EngineChild | undefined = first;

  async function restart(pauseMs: number): Promise<EngineChild | undefined> {
    await pause(pauseMs, signal);
    if (signal.aborted) return undefined;
    onRestart();
    return start().catch((thrown: unknown) => {
      onNotice(`${messageOf(thrown)}; trying again in ${Math.min(pauseMs * 2, LONGEST_PAUSE_MS) / 1000} s`);
      return undefined;
    });
  }

  async function supervise(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (child) {
      const startedAt = performance.now();
      const death = await endOf(child, hungAfterMs, onNotice);
      child = undefined;
      if (performance.now() - startedAt > HEALTHY_MS) pauseMs = FIRST_PAUSE_MS;
      if (!signal.aborted) onNotice(`embedded engine ended (${death}); starting it again`);
      while (!child && !signal.aborted) {
        child = await restart(pauseMs);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
  }
  const supervised = supervise();

  return {
    get pid() {
      return child?.pid;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await child?.stop();
      // A restart may have been under way: then its child is stopped as soon as it is there.
      while (!(await Promise.race([supervised.then(() => true), sleep(STOP_POLL_MS, false)]))) await child?.stop();
    },
  };
}

const STOP_POLL_MS = 20;

/** Resolves when the child has ended, in words; kills it when it hangs. */
async function endOf(child: EngineChild, hungAfterMs: number, onNotice: (notice: string) => void): Promise<string> {
  const ended = new AbortController();
  void watchPings(child, hungAfterMs / PINGS, ended.signal).then((hung) => {
    if (!hung) return;
    onNotice(`embedded engine answered nothing for ${hungAfterMs / 1000} s; it is killed`);
    child.kill();
  });
  return child.exited.finally(() => ended.abort());
}

/** True after as many pings in a row without an answer as make a hung engine; false when the signal comes first. Counted, so that a machine that was paused does not look like it. */
async function watchPings({ url }: EngineChild, everyMs: number, signal: AbortSignal): Promise<boolean> {
  for (let missed = 0; missed < PINGS;) {
    const answered = await fetch(`${url}/ping`, { signal: AbortSignal.any([signal, AbortSignal.timeout(everyMs)]) }).then(
      async (response) => (await response.text(), true),
      () => false,
    );
    missed = answered ? 0 : missed + 1;
    if (answered) await pause(everyMs, signal);
    if (signal.aborted) return false;
  }
  return true;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
