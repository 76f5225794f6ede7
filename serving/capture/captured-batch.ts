import type { LogMessage } from "../../collector/log/log.ts";
import type { Fate } from "../ledger/ledger-entry.ts";
import type { NameKind } from "./name-caps.ts";

/** Topics that captured data goes to. */
export type CaptureTopic = "tidemark.requests" | "tidemark.inferences" | "tidemark.inferences_beside" | "tidemark.dead_letters" | "tidemark.labels";

/** A message that has no number yet; its value lies in the batch's bytes. */
export interface PackedMessage {
  readonly topic: CaptureTopic;
  readonly key: string;
  readonly at: number;
  readonly length: number;
  readonly traceparent?: string;
  /** Its exchange's place in the batch, and the books that this is entered in. */
  readonly exchange: number;
  readonly generation: number;
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
  /** Requests that name no model, where none is declared. */
  readonly unnamed: number;
  readonly bytes: ArrayBuffer;
}

/** The message as the log takes it. */
export function logMessage(packed: PackedMessage, bytes: ArrayBuffer, producer: string, sequence: bigint): LogMessage {
  const value = Buffer.from(bytes, packed.at, packed.length);
  return { key: packed.key, producer, sequence, value, ...(packed.traceparent === undefined ? {} : { traceparent: packed.traceparent }) };
}
