import { setTimeout as sleep } from "node:timers/promises";
import type { Store } from "../../collector/clickhouse/store.ts";
import { messageOf, TidemarkError } from "../../errors.ts";
import type { AlertsConfig, Receiver } from "../alerts-config.ts";
import type { AnyChannel, DeliveryContext } from "../channel.ts";
import { type Outcome, retryDelivery } from "../delivery/retry.ts";
import { notificationIdOf } from "../lifecycle/identity.ts";
import { storeAlert, storeMessage, type StoreDown } from "./store-alert.ts";

export interface StoreWatchOptions {
  readonly store: Store;
  readonly config: AlertsConfig;
  readonly channels: readonly AnyChannel[];
  /** Address of the pages, without a slash at its end. */
  readonly baseUrl: string;
  /** False where another process alerts: that one tells. */
  readonly mayTell: () => boolean;
  /** Told what became of each message. */
  readonly onTried: (receiver: Receiver, outcome: Outcome) => void;
  /** Between two looks, milliseconds; default 10,000. */
  readonly everyMs?: number;
}

/** Longest wait for a sign of life. */
const ALIVE_WITHIN_MS = 5_000;

/** Looks whether the store answers, and tells every receiver when it has not for `alerts.storeDownAfter`, and when it does again. What other alerts need the store for, this one does without: it is kept in memory, and begins anew with the process. */
export function watchStore(options: StoreWatchOptions): AsyncDisposable {
  const stop = new AbortController();
  let [down, told]: [StoreDown | undefined, boolean] = [undefined, false];
  const look = async (): Promise<void> => {
    const why = await missing(options.store);
    const now = Date.now();
    if (why !== undefined) down = { since: down?.since ?? now, why };
    if (down === undefined) return;
    if (why === undefined) {
      if (told) await tell(options, down, now, "resolved", stop.signal);
      [down, told] = [undefined, false];
    } else if (!told && now - down.since >= options.config.storeDownAfter && options.mayTell()) {
      told = true;
      await tell(options, down, now, "firing", stop.signal);
    }
  };
  const running = (async () => {
    while (!stop.signal.aborted) {
      await look();
      await sleep(options.everyMs ?? 10_000, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.race([running, sleep(ALIVE_WITHIN_MS, undefined, { ref: false })]);
    },
  };
}

/** Why the store does not answer; undefined when it does. */
async function missing(store: Store): Promise<string | undefined> {
  const late = sleep(ALIVE_WITHIN_MS, undefined, { ref: false }).then(() => {
    throw new TidemarkError("timeout", `asking the store: no answer within ${ALIVE_WITHIN_MS / 1000} s`);
  });
  return Promise.race([store.query("SELECT 1 AS alive"), late]).then(() => undefined, messageOf);
}

async function tell(options: StoreWatchOptions, down: StoreDown, now: number, event: "firing" | "resolved", signal: AbortSignal): Promise<void> {
  const alert = storeAlert(down, now, event);
  const message = storeMessage(down, now, event, options.baseUrl);
  const { attempts, backoff, maxBackoff, timeout } = options.config.delivery;
  // There is no store to keep a retraining in, and nothing to train.
  const context: DeliveryContext = { wallNow: Date.now, timeoutMs: timeout, recordRetraining: async () => undefined };
  await Promise.all(
    options.config.receivers.map(async (receiver) => {
      const channel = options.channels.find(({ name }) => name === receiver.channel);
      if (channel === undefined || channel.admit !== undefined) return;
      const notification = {
        notificationId: notificationIdOf(alert.alertId, receiver.name, alert.notified),
        threadId: notificationIdOf(alert.alertId, receiver.name, 0),
        event,
        eventTime: now,
        alert,
        message,
      };
      const retry = { attempts, backoffMs: backoff, maxBackoffMs: maxBackoff, signal };
      options.onTried(receiver, await retryDelivery(() => channel.deliver(notification, receiver.options, context), retry));
    }),
  );
}
