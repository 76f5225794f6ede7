import type { KafkaMessage } from "kafkajs";
import type { StoredMessage } from "../log.ts";

/** Longest name of a producer, bytes; the collector keeps those of a partition. */
const PRODUCER_BYTES = 256;
/** As the embedded log stores it, a signed 64-bit number; negative ones nobody gives. */
const LARGEST_SEQUENCE = 2n ** 63n - 1n;

/** A message as it came from Kafka. One of a foreign producer, or whose headers are none of ours, has the producer "" and its offset as the sequence: its rows are taken, each offset once. */
export function storedMessage(message: KafkaMessage): StoredMessage {
  const offset = BigInt(message.offset);
  const traceparent = header(message, "traceparent");
  return {
    offset,
    key: message.key?.toString() ?? "",
    ...(numbering(header(message, "tidemark-producer"), header(message, "tidemark-sequence")) ?? { producer: "", sequence: offset }),
    value: message.value ?? Buffer.alloc(0),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

function numbering(producer: string | undefined, text: string | undefined): { readonly producer: string; readonly sequence: bigint } | undefined {
  if (producer === undefined || producer === "" || Buffer.byteLength(producer) > PRODUCER_BYTES) return undefined;
  if (text === undefined || !/^\d{1,19}$/.test(text) || BigInt(text) > LARGEST_SEQUENCE) return undefined;
  return { producer, sequence: BigInt(text) };
}

function header({ headers }: KafkaMessage, name: string): string | undefined {
  const value = headers?.[name];
  return (Array.isArray(value) ? value[0] : value)?.toString();
}
