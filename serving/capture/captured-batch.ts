import type { LogMessage } from "../../collector/log/log.ts";
import type { Fate } from "../ledger/ledger-entry.ts";
import type { NameKind } from "./name-caps.ts";

/** Topics that captured data goes to. */
export const CAPTURE_TOPICS = ["tidemark.inferences", "tidemark.inferences_beside", "tidemark.labels", "tidemark.dead_letters", "tidemark.requests"] as const;
export type CaptureTopic = (typeof CAPTURE_TOPICS)[number];

/** How many partitions each topic has, where that is known. */
export type Partitions = Readonly<Partial<Record<CaptureTopic, number>>>;

/** Rows of one exchange in a message. */
export interface PackedPart {
  /** The exchange's place in the batch, and the books that this is entered in. */
  readonly exchange: number;
  readonly generation: number;
  readonly length: number;
}

/** A message that has no number yet: rows of one exchange, or of all of a batch that go to one partition. Its value lies in the batch's bytes. */
export interface PackedMessage {
  readonly topic: CaptureTopic;
  /** The first one's. */
  readonly key: string;
  /** Undefined: by its key. */
  readonly partition?: number;
  /** Of one exchange's rows. */
  readonly traceparent?: string;
  readonly at: number;
  /** One behind the other. */
  readonly parts: readonly PackedPart[];
}

/** What becomes of requests of one entry of the books once the batch is in the log. */
export interface Settlement {
  readonly generation: number;
  readonly fate: Fate;
  readonly requests: number;
}

/** What comes back from the capture thread; `bytes` is transferred. */
export interface CapturedBatch {
  readonly id: number;
  readonly messages: readonly PackedMessage[];
  readonly settlements: readonly Settlement[];
  /** Names over their caps, by kind. */
  readonly refusedNames: ReadonlyMap<NameKind, number>;
  /** Shapes of exchanges that were not what they seemed. */
  readonly shapesForgotten: number;
  /** Requests that name no model, where none is declared. */
  readonly unnamed: number;
  readonly bytes: ArrayBuffer;
}

/** The message as the log takes it. */
export function logMessage({ key, partition, traceparent, at, parts }: PackedMessage, bytes: ArrayBuffer, producer: string, sequence: bigint): LogMessage {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return {
    key,
    producer,
    sequence,
    value: Buffer.from(bytes, at, length),
    ...(partition === undefined ? {} : { partition }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

/** A message for each exchange of one. */
export function inParts(message: PackedMessage): PackedMessage[] {
  let { at } = message;
  return message.parts.map((part) => {
    const alone = { ...message, at, parts: [part] };
    at += part.length;
    return alone;
  });
}
