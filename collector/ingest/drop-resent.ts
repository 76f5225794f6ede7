import type { StoredMessage } from "../log/log.ts";

/** Producers remembered a partition; the ones silent for longest are forgotten first. A message sent again comes within seconds, so a thousand producers are plenty. */
const MAX_PRODUCERS = 1_000;

/**
 * Splits a partition's messages into first sendings and repeats by the last sequence of each producer, and gives the sequences as they stand afterwards.
 * Relies on a producer appending in the order of its sequences.
 */
export function dropResent(
  messages: readonly StoredMessage[],
  before: ReadonlyMap<string, bigint>,
): { fresh: StoredMessage[]; resent: number; after: ReadonlyMap<string, bigint> } {
  const after = new Map(before);
  const fresh: StoredMessage[] = [];
  for (const message of messages) {
    const last = after.get(message.producer);
    if (last !== undefined && message.sequence <= last) continue;
    after.delete(message.producer);
    after.set(message.producer, message.sequence);
    fresh.push(message);
  }
  for (const producer of after.keys()) {
    if (after.size <= MAX_PRODUCERS) break;
    after.delete(producer);
  }
  return { fresh, resent: messages.length - fresh.length, after };
}
