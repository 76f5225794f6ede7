import { setTimeout as sleep } from "node:timers/promises";
import { messageOf, TidemarkError } from "../../../errors.ts";
import { type EmbeddedEngine, type EmbeddedEngineOptions, joinEngine, startEmbeddedEngine } from "./embedded-engine.ts";
import type { EngineAddress } from "./engine-door.ts";

/** An engine on a directory, whoever runs it: this process, or another one for as long as that lives. */
export interface KeptEngine extends EngineAddress, AsyncDisposable {
  /** The engine that this process runs, undefined while another one does. */
  readonly own: EmbeddedEngine | undefined;
}

/** How long another process's engine may be ending or starting, before it counts as held. */
const HELD_MS = 30_000;
const LOOK_MS = 250;
const WATCH_MS = 1_000;
/** Knocks without an answer after which this process tries to run the engine. */
const SILENT = 2;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Joins the engine that runs on the directory, or starts one. When the process whose engine was joined ends, this one goes on with it, at the same address with the same passwords: no process's end leaves the others without a store.
 * @throws TidemarkError `conflict` when a process holds the directory for half a minute without letting anybody in, `unavailable` when the engine does not start.
 */
export async function keepEngine(options: EmbeddedEngineOptions): Promise<KeptEngine> {
  const untilMs = performance.now() + HELD_MS;
  for (;;) {
    const joined = await joinEngine(options.directory);
    if (joined) return watched(joined, options);
    try {
      const own = await startEmbeddedEngine(options);
      return { ...addressOf(own), own, [Symbol.asyncDispose]: () => own[Symbol.asyncDispose]() };
    } catch (thrown) {
      // Whoever holds it may be about to let in, or about to end.
      if (!isConflict(thrown) || performance.now() > untilMs) throw thrown;
      await sleep(LOOK_MS);
    }
  }
}

const addressOf = ({ url, username, password, reader }: EngineAddress): EngineAddress => ({ url, username, password, reader });

const isConflict = (thrown: unknown): boolean => thrown instanceof TidemarkError && thrown.code === "conflict";

function watched(joined: EngineAddress, options: EmbeddedEngineOptions): KeptEngine {
  const stopping = new AbortController();
  let own: EmbeddedEngine | undefined;
  const watching = untilAlone(options.directory, stopping.signal).then(async () => {
    own = await takeOver(joined, options, stopping.signal);
  });
  return {
    ...joined,
    get own() {
      return own;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await watching;
      await own?.[Symbol.asyncDispose]();
    },
  };
}

/** Resolves when nobody answers at the engine's door, or with the signal. */
async function untilAlone(directory: string, signal: AbortSignal): Promise<void> {
  for (let silent = 0; silent < SILENT && !signal.aborted;) {
    await pause(WATCH_MS, signal);
    silent = (await joinEngine(directory)) ? 0 : silent + 1;
  }
}

/** Runs the engine as soon as nobody else does. While one that joined it first runs it, waits for that one's end. */
async function takeOver(joined: EngineAddress, options: EmbeddedEngineOptions, signal: AbortSignal): Promise<EmbeddedEngine | undefined> {
  for (let pauseMs = LOOK_MS; !signal.aborted; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      const engine = await startEmbeddedEngine({ ...options, port: Number(new URL(joined.url).port) });
      options.onNotice?.("the process that ran the embedded engine is gone; this one runs it now");
      return engine;
    } catch (thrown) {
      if (!isConflict(thrown)) options.onNotice?.(`${messageOf(thrown)}; it is tried again`);
      await pause(pauseMs, signal);
      if (await joinEngine(options.directory)) {
        await untilAlone(options.directory, signal);
        pauseMs = LOOK_MS;
      }
    }
  }
  return undefined;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
