import { TidemarkError } from "../../errors.ts";
import type { Store } from "../clickhouse/store.ts";
import type { StoredMessage } from "../log/log.ts";

/** Raw bytes kept of a dead letter. */
const MAX_RAW_BYTES = 65_536;
const NEWLINE = 0x0a;

/** One JSON row and the message that it came in. */
interface Line {
  readonly offset: bigint;
  readonly bytes: Buffer;
}

export interface InsertOutcome {
  readonly stored: number;
  readonly deadLetters: number;
}

/**
 * Inserts a batch's rows as they came. When the engine refuses the batch for a bad row, the batch is halved until the bad row stands alone, which goes to dead letters with the
 * engine's reason; every half has a token of its own derived from the batch's, so that doing it all again changes nothing.
 * @throws whatever is not the rows' fault (store away, table missing).
 */
export async function insertBatch(
  store: Store,
  topic: string,
  partition: number,
  messages: readonly StoredMessage[],
  token: string,
  now: number,
): Promise<InsertOutcome> {
  const lines = messages.flatMap(linesOf);
  return insertLines({ store, table: tableOf(topic), topic, partition, now }, lines, token);
}

/** `tidemark.requests` → `requests`. */
export function tableOf(topic: string): string {
  return topic.slice(topic.indexOf(".") + 1);
}

interface Target {
  readonly store: Store;
  readonly table: string;
  readonly topic: string;
  readonly partition: number;
  readonly now: number;
}

async function insertLines(target: Target, lines: readonly Line[], token: string): Promise<InsertOutcome> {
  if (lines.length === 0) return { stored: 0, deadLetters: 0 };
  try {
    await target.store.insert(target.table, Buffer.concat(lines.map((line) => line.bytes)), { token });
    return { stored: lines.length, deadLetters: 0 };
  } catch (thrown) {
    if (!(thrown instanceof TidemarkError && thrown.code === "input")) throw thrown;
    const [only, ...others] = lines;
    if (only && others.length === 0) return buryLine(target, only, thrown.message, token);
    const middle = Math.ceil(lines.length / 2);
    const first = await insertLines(target, lines.slice(0, middle), `${token}/0`);
    const second = await insertLines(target, lines.slice(middle), `${token}/1`);
    return { stored: first.stored + second.stored, deadLetters: first.deadLetters + second.deadLetters };
  }
}

async function buryLine(target: Target, line: Line, reason: string, token: string): Promise<InsertOutcome> {
  const letter = {
    received_time: target.now,
    topic: target.topic,
    partition: target.partition,
    offset: String(line.offset),
    origin: "collector",
    reason,
    raw: line.bytes.subarray(0, MAX_RAW_BYTES).toString("utf8"),
  };
  await target.store.insert("dead_letters", [letter], { token: `${token}/dead` });
  return { stored: 0, deadLetters: 1 };
}

function linesOf(message: StoredMessage): Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start < message.value.length) {
    const found = message.value.indexOf(NEWLINE, start);
    const end = found === -1 ? message.value.length : found;
    // A blank line is no row; a last line without its newline gets one, or it would run into the next message.
    if (end > start)
      lines.push({
        offset: message.offset,
        bytes: found === -1 ? Buffer.concat([message.value.subarray(start), Buffer.from("\n")]) : message.value.subarray(start, end + 1),
      });
    start = end + 1;
  }
  return lines;
}
