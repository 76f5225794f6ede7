import { fileURLToPath } from "node:url";
import type { z } from "zod";
import { loadPlugins } from "../plugins.ts";
import type { AlertState } from "./lifecycle/alert-state.ts";
import type { Message } from "./render/message.ts";

export type NotificationEvent = "firing" | "resolved";

/** One message to one receiver. */
export interface Notification {
  /** The same however often it is sent, so that receivers can drop what they had. */
  readonly notificationId: string;
  /** Id of the alert's first notification to this receiver; its own id for the first. */
  readonly threadId: string;
  readonly event: NotificationEvent;
  /** Event time of the change of state, epoch milliseconds. */
  readonly eventTime: number;
  readonly alert: AlertState;
  readonly message: Message;
}

/** What was asked of a retraining system, for the table `retrainings`. */
export interface RetrainingRecord {
  readonly retrainingId: string;
  readonly alertId: string;
  readonly model: string;
  readonly reason: string;
  /** Event time, epoch milliseconds. */
  readonly requestedTime: number;
  readonly status: "requested" | "accepted" | "failed";
  readonly response: string;
}

export interface DeliveryContext {
  /** Wall time, epoch milliseconds. */
  readonly wallNow: () => number;
  readonly timeoutMs: number;
  readonly recordRetraining: (record: RetrainingRecord) => Promise<void>;
}

/** What decides whether a channel wants a notification at all; times are event time, epoch milliseconds. */
export interface Admission {
  readonly alert: AlertState;
  readonly event: NotificationEvent;
  readonly now: number;
  /** Whether the alert's rule asks for more than one bad window before it fires. */
  readonly persistent: boolean;
  /** When this receiver last got a firing notification of this alert, and of any alert of this model; null: never. */
  readonly lastOfAlert: number | null;
  readonly lastOfModel: number | null;
}

/** A way to reach somebody. One file in `channels/` adds one. */
export interface Channel<Options> {
  /** As in the configuration, and its file's name. */
  readonly name: string;
  readonly options: z.ZodType<Options>;
  /** @throws TidemarkError `retriable` when trying again can help; `notFound` when the receiver is gone for good. No message holds a secret. */
  deliver(notification: Notification, options: Options, context: DeliveryContext): Promise<void>;
  /** Absent: it wants every notification. */
  admit?(admission: Admission, options: Options): boolean;
}

/** A channel of the folder, its options already checked by its own schema when they come to it. */
export type AnyChannel = Channel<unknown>;

/** Keeps a channel's option type to itself. */
export function defineChannel<Options>(channel: Channel<Options>): Channel<Options> {
  return channel;
}

/** Every channel of `channels/`. */
export function loadChannels(): Promise<readonly AnyChannel[]> {
  return loadPlugins<AnyChannel>(fileURLToPath(new URL("./channels/", import.meta.url)));
}
