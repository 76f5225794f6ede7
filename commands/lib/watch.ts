import { setTimeout as sleep } from "node:timers/promises";
import type { AlertsRunner } from "../../alerts/alerts-runner.ts";
import type { Runner } from "../../analyzers/runner.ts";
import { messageOf } from "../../errors.ts";
import type { Logger } from "../../telemetry.ts";

/** Judging and alerting, round after round. Disposing waits for the round under way. */
export interface Watch extends AsyncDisposable {
  /** Resolves when a round that began after the call is over: all that was due then is judged, alerted and sent. Rejects when that round failed. */
  round(): Promise<void>;
}

export interface WatchParts {
  /** Left out where another process does it. */
  readonly analysis?: Runner;
  readonly alerts?: AlertsRunner;
  /** Pause between rounds, milliseconds. */
  readonly everyMs: number;
  readonly logger: Logger;
}

/** Begins the rounds. A failed round is logged and the next one tried; findings come first, so that alerts see all of a moment's. */
export function startWatch({ analysis, alerts, everyMs, logger }: WatchParts): Watch {
  const stop = new AbortController();
  const once = async (): Promise<void> => {
    await analysis?.runUntilCaughtUp();
    await alerts?.runUntilCaughtUp();
    await alerts?.deliverPending();
  };
  let last: Promise<void> = Promise.resolve();
  const round = (): Promise<void> => {
    const mine = last.catch(() => undefined).then(once);
    last = mine;
    return mine;
  };
  const rounds = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await round().catch((thrown: unknown) => logger.error("a round of judging and alerting failed; it is tried again", { error: messageOf(thrown) }));
      await sleep(everyMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  };
  const running = rounds();
  return {
    round,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}
