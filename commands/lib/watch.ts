import { setTimeout as sleep } from "node:timers/promises";
import type { AlertsRunner } from "../../alerts/alerts-runner.ts";
import type { Runner } from "../../analyzers/monitoring/runner.ts";
import { messageOf } from "../../errors.ts";
import type { Telemetry } from "../../telemetry.ts";
import { roundInstruments } from "./round-instruments.ts";

/** Judging and alerting, round after round. Disposing waits for the judging under way; what is being sent is the alerts' own to end. */
export interface Watch extends AsyncDisposable {
  /** Resolves when a round that began after the call is over: all that was due then is judged, alerted and sent. Rejects when that round failed. */
  round(): Promise<void>;
}

export interface WatchParts {
  /** Left out where another process does it. */
  readonly analysis?: Runner;
  readonly alerts?: AlertsRunner;
  /** Shortest pause between rounds, milliseconds; while there is nothing to judge it doubles, up to `ROUND_EVERY_MS`. */
  readonly everyMs: number;
  readonly telemetry: Telemetry;
}

/** Begins the rounds. A failed round is logged and the next one tried; findings come first, so that alerts see all of a moment's. */
export function startWatch({ analysis, alerts, everyMs, telemetry: { logger, meter } }: WatchParts): Watch {
  const stop = new AbortController();
  let pauseMs = everyMs;
  const deliver = async (): Promise<void> => void (await alerts?.deliverPending());
  const tell = (thrown: unknown) => logger.error("a round of judging and alerting failed; it is tried again", { error: messageOf(thrown) });
  const instruments = roundInstruments(meter);
  const once = async (): Promise<void> => {
    const judged = (await analysis?.runUntilCaughtUp()) ?? 0;
    instruments.changed((await alerts?.runUntilCaughtUp()) ?? []);
    instruments.done();
    pauseMs = judged > 0 ? everyMs : Math.min(2 * pauseMs, ROUND_EVERY_MS);
  };
  let last: Promise<void> = Promise.resolve();
  const inTurn = (): Promise<void> => {
    const mine = last.catch(() => undefined).then(once);
    last = mine;
    return mine;
  };
  const rounds = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await inTurn().catch(tell);
      // Whoever does not take its messages keeps nobody waiting: not other receivers, not the next windows.
      if (!stop.signal.aborted) void deliver().catch(tell);
      await sleep(pauseMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  };
  const running = rounds();
  return {
    round: () => inTurn().then(deliver),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

/** Pause between rounds of a live system, milliseconds: windows are an hour and longer, messages should not wait for minutes. */
export const ROUND_EVERY_MS = 5_000;
