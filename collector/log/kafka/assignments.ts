import { messageOf } from "../../../errors.ts";
import type { Subscription } from "../log.ts";
import type { OnNotice } from "../log-notice.ts";
import { retryUntil } from "../retry-until.ts";
import type { KafkaTopics, OffsetRange } from "./kafka-topics.ts";

/** A partition that this member has since it last joined the group. */
export interface Assignment {
  readonly topic: string;
  readonly partition: number;
  /** Resolves to false when the assignment ended before its position was known. */
  readonly ready: Promise<boolean>;
  /** Offset of the message to hand over next; undefined until `ready`. */
  next: bigint | undefined;
  /** A batch that begins at `next` has been seen, or the position was sought a second time. */
  settled: boolean;
}

export interface AssignOptions {
  readonly topic: string;
  readonly partition: number;
  readonly subscription: Subscription;
  readonly topics: KafkaTopics;
  readonly signal: AbortSignal;
  readonly onNotice: OnNotice;
  /** Called with the position as soon as it is known. */
  readonly seek: (offset: bigint) => void;
}

/** Asks the reader for its position, again until it answers; one that the broker does not keep becomes the oldest kept. */
export function assign(options: AssignOptions): Assignment {
  const { topic, partition, signal, onNotice, seek } = options;
  const found = retryUntil(
    signal,
    () => findPosition(options),
    (error, delayMs) =>
      onNotice({
        kind: "retry",
        level: "warn",
        message: `asking the position of ${topic}/${partition}: ${messageOf(error)}; trying again in ${delayMs} ms`,
        detail: { topic, partition, delayMs },
      }),
  );
  const assignment: Assignment = {
    topic,
    partition,
    next: undefined,
    settled: false,
    ready: found.then((position) => {
      if (position === undefined || signal.aborted) return false;
      assignment.next = position.value;
      seek(position.value);
      return true;
    }),
  };
  return assignment;
}

async function findPosition({ topic, partition, subscription, topics, onNotice }: AssignOptions): Promise<bigint> {
  const logId = await topics.logId();
  const wanted = await subscription.position(topic, partition, logId);
  const range: OffsetRange = (await topics.ranges(topic)).get(partition) ?? { oldest: 0n, end: 0n };
  if (wanted === undefined || (wanted >= range.oldest && wanted <= range.end)) return wanted ?? range.oldest;
  if (range.oldest > wanted) await subscription.lost?.({ topic, partition, logId, from: wanted, to: range.oldest });
  const message = `reading ${topic}/${partition}: position ${wanted} is not kept (${range.oldest} to ${range.end} are); going on at the oldest`;
  onNotice({
    kind: "gap",
    level: "warn",
    message,
    detail: { topic, partition, from: String(wanted), to: String(range.oldest), messages: Math.max(0, Number(range.oldest - wanted)) },
  });
  return range.oldest;
}
