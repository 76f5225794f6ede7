import { z } from "zod";
import { duration } from "../collector/duration.ts";
import type { AnyChannel } from "./channel.ts";
import { alertRule, findingMatch } from "./lifecycle/rule.ts";

/** Somebody to tell, over one channel, whose own schema has checked the options. */
export interface Receiver {
  readonly name: string;
  readonly channel: string;
  readonly options: unknown;
}

/** The configuration's section `alerts`. It needs the channels, since each checks its own receivers: `alertsConfig(await loadChannels())`. Durations become milliseconds. */
export function alertsConfig(channels: readonly AnyChannel[]) {
  return z
    .strictObject({
      /** None: one rule an analyzer, material findings only, to all receivers. */
      rules: z.array(alertRule).default([]),
      receivers: z.array(receiver(channels)).default([]),
      /** How often an alert that goes on is told again, event time; never without a newly judged window. */
      repeatInterval: duration.prefault("4h"),
      silences: z.array(silence).default([]),
      /** How long the store may be away, wall time, before every receiver is told of that. */
      storeDownAfter: duration.prefault("2m"),
      delivery: z
        .strictObject({
          /** Tries in one go, and over all before a notification counts as failed: by default after about a day. */
          attempts: z.int().min(1).max(20).default(5),
          maxAttempts: z.int().min(1).default(500),
          /** Wait before the second try; doubles with each, with jitter. */
          backoff: duration.prefault("1s"),
          /** Longest wait; a longer `Retry-After` leaves the notification for the next round. */
          maxBackoff: duration.prefault("1m"),
          timeout: duration.prefault("10s"),
          /** Receivers served at once. */
          concurrency: z.int().min(1).default(8),
        })
        .prefault({}),
    })
    .superRefine(checkNames);
}

export type AlertsConfig = z.output<ReturnType<typeof alertsConfig>>;

/** Keeps matching alerts quiet between two moments of event time. */
const silence = z.strictObject({
  match: findingMatch,
  from: z.iso.datetime().transform(Date.parse),
  until: z.iso.datetime().transform(Date.parse),
  comment: z.string().default(""),
});

export type Silence = z.output<typeof silence>;

function receiver(channels: readonly AnyChannel[]) {
  const byName = new Map(channels.map((channel) => [channel.name, channel]));
  return z.looseObject({ name: z.string().min(1), channel: z.enum([...byName.keys()]) }).transform(({ name, channel, ...rest }, context): Receiver => {
    const parsed = byName.get(channel)?.options.safeParse(rest);
    for (const issue of parsed?.error?.issues ?? []) context.addIssue({ code: "custom", message: issue.message, path: [...issue.path] });
    return { name, channel, options: parsed?.data };
  });
}

interface Names {
  readonly rules: readonly { readonly name: string; readonly receivers?: readonly string[] | undefined }[];
  readonly receivers: readonly { readonly name: string }[];
}

function checkNames({ rules, receivers }: Names, context: z.RefinementCtx): void {
  const known = new Set(receivers.map(({ name }) => name));
  for (const [place, named] of Object.entries({ rules, receivers }))
    named.forEach(({ name }, index) => {
      if (named.findIndex((other) => other.name === name) !== index)
        context.addIssue({ code: "custom", message: `the name "${name}" is taken; names must differ`, path: [place, index, "name"] });
    });
  rules.forEach((rule, index) => {
    for (const name of rule.receivers ?? [])
      if (!known.has(name))
        context.addIssue({
          code: "custom",
          message: `no receiver is called "${name}"; there are: ${[...known].join(", ") || "none"}`,
          path: ["rules", index, "receivers"],
        });
  });
}
