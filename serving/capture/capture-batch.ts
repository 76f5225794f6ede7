import { newRequestId } from "../request-path/request-id.ts";
import { BatchWriter } from "./batch-writer.ts";
import { captureExchange } from "./capture-exchange.ts";
import type { CaptureOptions, CaptureState, Outcome } from "./capture-exchange.ts";
import type { CapturedBatch } from "./captured-batch.ts";
import { unpackBatch, unpackExchange } from "./handover.ts";
import type { PackedBatch, PackedExchange } from "./handover.ts";
import { Examples } from "./examples.ts";
import { NameCaps } from "./name-caps.ts";
import { Sampler } from "./sampler.ts";
import { outcomeOf, Shapes } from "./shapes/shapes.ts";

/** Of messages whose refusal changes no fate: their exchange is not captured anyway. */
const NO_BOOKS = -1;

/** What stays between batches. */
export interface BatchState extends CaptureState {
  readonly shapes: Shapes;
}

/** Messages and fates of one batch of exchanges: decoded, sampled, written as lines. Each leaves its row in `requests`, so that rates of failures and latencies are of all; the sample is of scored rows. One that can't be read leaves an example in dead letters, too. */
export function captureBatch(batch: PackedBatch, state: BatchState, options: CaptureOptions): CapturedBatch {
  const writer = new BatchWriter(batch.partitions);
  const bytes = Buffer.from(batch.bytes.buffer, batch.bytes.byteOffset, batch.bytes.byteLength);
  let index = 0;
  for (const packed of unpackBatch(batch)) {
    const { fate, drafts, unnamed } = captureOne(packed, bytes, state, options);
    writer.settle(packed.generation, fate);
    if (unnamed === true) writer.unnamed += 1;
    writer.add(index++, fate === "captured" ? packed.generation : NO_BOOKS, drafts);
  }
  return writer.finish(batch.id, state.caps.takeRefused(), state.shapes.takeForgotten());
}

/** Those of a known shape need no decoding. */
function captureOne(packed: PackedExchange, bytes: Buffer, state: BatchState, options: CaptureOptions): Outcome {
  const { shapes, redaction, sampler } = state;
  const requestId = packed.requestId || newRequestId(packed.receivedTime);
  const recognised = redaction.active ? undefined : shapes.recognise(packed, bytes, requestId);
  if (recognised !== undefined && recognised.unsure === undefined) {
    const id = recognised.values[recognised.shape.idAt] ?? "";
    return outcomeOf(recognised, sampler.decide({ ...packed, requestId: id, model: recognised.shape.model, failed: false }));
  }
  const exchange = { ...unpackExchange(packed, bytes), requestId };
  const outcome = captureExchange(exchange, state, options);
  if (!redaction.active) shapes.learn(recognised, packed, exchange, outcome);
  return outcome;
}

/** Shapes as these options read them. What is tried to learn them is counted nowhere, and capped by nothing. */
export function newShapes(state: CaptureState, options: CaptureOptions): Shapes {
  const names = { model: Infinity, version: Infinity, variant: Infinity, feature: Infinity, prediction: Infinity, category: Infinity };
  const sampler = new Sampler({ share: 1, rules: [] });
  return new Shapes((exchange) => captureExchange(exchange, { ...state, caps: new NameCaps(names), examples: new Examples(), sampler }, options));
}
