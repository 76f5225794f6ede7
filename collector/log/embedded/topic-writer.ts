import { join } from "node:path";
import { TidemarkError } from "../../../errors.ts";
import type { LogMessage } from "../log.ts";
import { partitionOf } from "../partition-of.ts";
import { tryLock } from "./lock.ts";
import { PartitionWriter, type WriterOptions } from "./partition-writer.ts";
import { MAX_RECORD_BYTES, recordBytes } from "./record.ts";

/** The one writer of a topic. Messages of the same key go to the same partition as long as the number of partitions stays. */
export interface TopicWriter extends AsyncDisposable {
  readonly partitions: readonly PartitionWriter[];
  append(messages: readonly LogMessage[]): Promise<void>;
}

/** Takes the topic's lock and finds its end. @throws TidemarkError `conflict` while another process writes the topic. */
export async function openTopicWriter(directory: string, partitions: number, options: WriterOptions): Promise<TopicWriter> {
  await using opened = new AsyncDisposableStack();
  const result = await tryLock(join(directory, "writer.lock"));
  if (result.kind === "held")
    throw new TidemarkError(
      "conflict",
      `opening ${directory} for appending: process ${result.by.pid} on ${result.by.host} appends to it; stop that process, or give each process a directory of its own (or use Kafka)`,
    );
  opened.use(result.lock);
  const writers = Array.from({ length: partitions }, (_, partition) => opened.use(new PartitionWriter(join(directory, String(partition)), options)));
  for (const writer of writers) {
    await writer.recover();
    await writer.retain();
  }
  const stack = opened.move();
  return {
    partitions: writers,
    append: (messages) => appendByKey(writers, messages),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function appendByKey(writers: readonly PartitionWriter[], messages: readonly LogMessage[]): Promise<void> {
  for (const message of messages) check(message, writers.length);
  const groups = Map.groupBy(messages, ({ key, partition }) => partition ?? partitionOf(key, writers.length));
  await Promise.all([...groups].map(async ([partition, group]) => writers[partition]?.append(group)));
}

function check(message: LogMessage, partitions: number): void {
  const { partition = 0 } = message;
  if (!(partition < partitions)) throw new TidemarkError("input", `appending a message to partition ${partition}: the topic has ${partitions}`);
  const bytes = recordBytes(message);
  if (bytes > MAX_RECORD_BYTES) throw new TidemarkError("input", `appending a message of ${bytes} bytes: at most ${MAX_RECORD_BYTES} fit in a record`);
  if (Buffer.byteLength(message.producer) > 0xffff || Buffer.byteLength(message.traceparent ?? "") >= 0xffff)
    throw new TidemarkError("input", "appending a message: its producer and traceparent must be shorter than 65,535 bytes");
}
