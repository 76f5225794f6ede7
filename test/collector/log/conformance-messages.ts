import type { LogMessage } from "../../../collector/log/log.ts";

/** The message number `sequence` of a producer. */
export function message(sequence: number, more: Partial<LogMessage> = {}): LogMessage {
  return { key: `key-${sequence % 7}`, producer: "producer-1", sequence: BigInt(sequence), value: Buffer.from(`{"n":${sequence}}\n`), ...more };
}

/** Those numbered `from` to `to`, without the last. */
export const messages = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => message(from + index));
