import { messageOf } from "../../errors.ts";
import { decode } from "../decode/decode.ts";
import type { Declared } from "../decode/decode.ts";
import type { Fate } from "../ledger/ledger-entry.ts";
import { newRequestId } from "../request-path/request-id.ts";
import type { Exchange } from "../wire/exchange.ts";
import { headerOf } from "../wire/headers.ts";
import type { Protocol } from "../wire/protocol.ts";
import { captureRows } from "./capture-rows.ts";
import type { CapturedBatch, CaptureTopic, PackedMessage, Settlement } from "./captured-batch.ts";
import { unpackExchange } from "./handover.ts";
import type { PackedBatch } from "./handover.ts";

const MAX_RAW_BYTES = 64 << 10;

/** What capturing needs to know beside the exchanges. */
export interface CaptureOptions {
  readonly node: string;
  readonly sample: number;
  readonly declared: Declared;
}

/** Messages and fates of one batch of exchanges: decoded, sampled, written as lines. An exchange that can't be read becomes a dead letter. */
export function captureBatch(batch: PackedBatch, protocols: ReadonlyMap<string, Protocol>, options: CaptureOptions): CapturedBatch {
  const writer = new BatchWriter();
  for (const packed of batch.exchanges) {
    const protocol = protocols.get(packed.protocol);
    writer.settle(packed.generation, protocol === undefined ? "unreadable" : tryCapture(unpackExchange(packed, batch.bytes), protocol, options, writer));
  }
  return writer.finish(batch.id);
}

/** What reading does not foresee (a nesting deeper than the stack, say) costs this exchange, not the thread. */
function tryCapture(exchange: Exchange, protocol: Protocol, options: CaptureOptions, writer: BatchWriter): Fate {
  try {
    return captureExchange(exchange, protocol, options, writer);
  } catch (error) {
    return deadLetter(exchange, messageOf(error), exchange.requestId, writer);
  }
}

function captureExchange(exchange: Exchange, protocol: Protocol, options: CaptureOptions, writer: BatchWriter): Fate {
  const decoded = decode(exchange, protocol, options.declared);
  const requestId = decoded.requestId || newRequestId(exchange.receivedTime);
  if (!isSampled(requestId, options.sample)) return "sampled_out";
  if (decoded.unreadable !== "") return deadLetter(exchange, decoded.unreadable, requestId, writer);
  const traceparent = headerOf(exchange.request.headers, "traceparent");
  const { request, inferences } = captureRows(exchange, decoded, requestId, options.node);
  writer.add("tidemark.requests", requestId, [request], traceparent);
  if (inferences.length > 0) writer.add("tidemark.inferences", requestId, inferences, traceparent);
  return "captured";
}

function deadLetter(exchange: Exchange, reason: string, requestId: string, writer: BatchWriter): Fate {
  const raw = exchange.request.body.subarray(0, MAX_RAW_BYTES).toString("utf8");
  const letter = {
    received_time: exchange.receivedTime,
    topic: "tidemark.inferences",
    partition: 0,
    offset: 0,
    origin: "capture",
    reason,
    raw,
  };
  writer.add("tidemark.dead_letters", requestId, [letter]);
  return "unreadable";
}

class BatchWriter {
  readonly #parts: string[] = [];
  readonly #messages: Omit<PackedMessage, "at" | "length">[] = [];
  readonly #settlements = new Map<string, Settlement>();

  add(topic: CaptureTopic, key: string, rows: readonly object[], traceparent?: string): void {
    this.#parts.push(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    this.#messages.push({ topic, key, ...(traceparent === undefined ? {} : { traceparent }) });
  }

  settle(generation: number, fate: Fate): void {
    const key = `${generation} ${fate}`;
    const before = this.#settlements.get(key)?.requests ?? 0;
    this.#settlements.set(key, { generation, fate, requests: before + 1 });
  }

  finish(id: number): CapturedBatch {
    const encoded = this.#parts.map((part) => Buffer.from(part));
    const bytes = new Uint8Array(encoded.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    const messages = this.#messages.map((message, i): PackedMessage => {
      const part = encoded[i] ?? Buffer.alloc(0);
      bytes.set(part, at);
      at += part.length;
      return { ...message, at: at - part.length, length: part.length };
    });
    return { id, messages, settlements: [...this.#settlements.values()], bytes: bytes.buffer };
  }
}

/** Whether a request is kept at a share of 0 to 1: the same for every row, node and restart, since it follows from the id alone (FNV-1a, 32 bits, finished as murmur3 is). */
function isSampled(requestId: string, share: number): boolean {
  return share >= 1 || hash(requestId) / 2 ** 32 < share;
}

function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
