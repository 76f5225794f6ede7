import type { StoredMessage } from "../log/log.ts";

/** One JSON row, its place in the batch and the message that it came in. */
export interface Line {
  readonly index: number;
  readonly offset: bigint;
  readonly bytes: Buffer;
}

const NEWLINE = 0x0a;

/** The rows of a batch's messages, in order, each with its newline. */
export function linesOf(messages: readonly StoredMessage[]): Line[] {
  const lines: Line[] = [];
  for (const { offset, value } of messages)
    for (let start = 0; start < value.length;) {
      const found = value.indexOf(NEWLINE, start);
      const end = found === -1 ? value.length : found;
      // A blank line is no row; a last line without its newline gets one, or it would run into the next message.
      if (end > start)
        lines.push({
          index: lines.length,
          offset,
          bytes: found === -1 ? Buffer.concat([value.subarray(start), Buffer.from("\n")]) : value.subarray(start, end + 1),
        });
      start = end + 1;
    }
  return lines;
}
